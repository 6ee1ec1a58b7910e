"""The pages of enrolment: the mentor's own page, and the pages of those who organise."""
