"""“What do you know about me?”: everything kept about the people of a registration, for themselves.

The right of access of GDPR Art. 15, without having to ask anybody. The highest slice: it reads what
all others keep and writes nothing.
"""
