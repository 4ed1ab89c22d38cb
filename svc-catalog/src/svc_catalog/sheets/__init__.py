"""The sheet that binds: what somebody has to bring, signed, for exactly the own case."""
