"""The sheet that binds: what somebody has to bring, signed, and what windows demand beyond it."""
