"""A closed cooperation meeting of an insurer and a university."""
