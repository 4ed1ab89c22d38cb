"""The feed of changes: who copies the lists reads on from where he was."""
