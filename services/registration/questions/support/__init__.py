"""Support needs: who may see them, and what is kept of them for how long."""
