"""Which days count, year by year, as the State Council's notice says."""
