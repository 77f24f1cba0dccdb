"""Who may do what where: giving, changing and taking back roles, and inviting those who get one."""
