"""What other authorities know of an applicant; asked for each case, with its purpose."""
