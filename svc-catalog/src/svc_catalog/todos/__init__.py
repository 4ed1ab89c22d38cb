"""The one list of what waits for an officer, whatever it is and wherever it is done."""
