"""What applicants think of how a case was handled (好差评)."""
