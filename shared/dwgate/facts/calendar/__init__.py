"""Calendars: workdays, holidays and hours, as the build has read them into the policy."""
