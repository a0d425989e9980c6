"""What is kept beside the cases: wishes, known faults, articles, case studies, announcements, meetings."""
