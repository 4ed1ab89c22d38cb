"""What each site offers follows what the catalogue says."""
