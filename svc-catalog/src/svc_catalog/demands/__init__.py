"""What windows demanded beyond a sheet, and what the owner of the item answers."""
