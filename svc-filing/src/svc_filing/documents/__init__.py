"""What an approved applicant carries away: a PDF that anybody can check."""
