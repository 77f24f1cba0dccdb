"""The audit log: who changed what. Other slices write through `access.audit`."""
