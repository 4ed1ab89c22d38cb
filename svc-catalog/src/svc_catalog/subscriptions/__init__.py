"""Who wants to hear of policies, and what they were told."""
