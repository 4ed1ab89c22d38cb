"""Third-party applications: keys, scopes, quotas, owners, and how often they called."""
