"""Follow-up offers: the multilingual list that people take home behind the code of their card."""
