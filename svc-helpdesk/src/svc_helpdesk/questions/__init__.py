"""What people ask the bot, and what it answers, asks back or hands on."""
