"""The facts made anew from the topics, beside the ones in use, and put in their place."""
