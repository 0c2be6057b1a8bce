"""What did not come as a mail: written down by staff, or typed into a form of ours."""
