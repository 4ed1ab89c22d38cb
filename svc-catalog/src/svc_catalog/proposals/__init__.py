"""What counties propose for a round, and what the city decides."""
