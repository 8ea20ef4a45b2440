"""Instants (whole seconds since 1970, UTC) and the days, holidays and limits of Paris."""
import datetime as dt

DAY = dt.timedelta(days=1)
GOOD_FRIDAY, EASTER_MONDAY, ASCENSION, WHIT_MONDAY = -2, 1, 39, 50
FIXED = {(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)}
# Days on which an overseas region rests besides (code du travail, art. L. 3422-2), by region code.
OVERSEAS = {"01": (5, 27), "02": (5, 22), "03": (6, 10), "04": (12, 20), "06": (4, 27)}

ALSACE_MOSELLE = "57, 67, 68"  # departments of region 44; code du travail, art. L. 3134-13


def instant(text):
    """Seconds of an RFC 3339 UTC text."""
    return int(dt.datetime.strptime(text[:19] + "+0000", "%Y-%m-%dT%H:%M:%S%z").timestamp())


def rfc3339(seconds):
    return dt.datetime.fromtimestamp(seconds, dt.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def last_sunday(year, month):
    day = dt.date(year, month, 31)
    return day - DAY * ((day.weekday() + 1) % 7)


def utc(day, hour=0):
    return int(dt.datetime(day.year, day.month, day.day, hour,
                           tzinfo=dt.timezone.utc).timestamp())


def offset(seconds):
    """Seconds Paris is ahead: 7200 between the last Sundays of March and October, 01:00 UTC."""
    year = dt.datetime.fromtimestamp(seconds, dt.timezone.utc).year
    summer = utc(last_sunday(year, 3), 1) <= seconds < utc(last_sunday(year, 10), 1)
    return 7200 if summer else 3600


def day_of(seconds):
    """The Paris day of an instant."""
    return dt.datetime.fromtimestamp(seconds + offset(seconds), dt.timezone.utc).date()


def start(day):
    """The instant a Paris day starts: never within an hour of a change of clocks."""
    return utc(day) - offset(utc(day) - 3600)


def date(text):
    return dt.date.fromisoformat(text)


def easter(year):
    """Gauss's method as corrected by Lichtenberg."""
    k = year // 100
    m = 15 + (3 * k + 3) // 4 - (8 * k + 13) // 25
    a = year % 19
    d = (19 * a + m) % 30
    r = (d + a // 11) // 29
    full = 21 + d - r
    sunday = 7 - (year + year // 4 + 2 - (3 * k + 3) // 4) % 7
    return dt.date(year, 3, 1) + DAY * (full + (7 - (full - sunday) % 7) - 1)


def rests(day, region):
    """Saturday, Sunday or a public holiday, of a region or of Alsace-Moselle."""
    since_easter = (day - easter(day.year)).days
    moving = since_easter in (EASTER_MONDAY, ASCENSION, WHIT_MONDAY)
    if region == ALSACE_MOSELLE and (since_easter == GOOD_FRIDAY or (day.month, day.day) == (
            12, 26)):
        return True
    fixed = (day.month, day.day) in FIXED or (day.month, day.day) == OVERSEAS.get(region)
    return day.weekday() >= 5 or moving or fixed


def limit(day, days, region):
    """The last day of a limit in days (code de procédure civile, art. 641 and 642)."""
    last = day + DAY * days
    while rests(last, region):
        last += DAY
    return last


def months_limit(day, months, region):
    """The same day number of the last month, or its last day."""
    count = day.month - 1 + months
    year, month, number = day.year + count // 12, count % 12 + 1, day.day
    while True:
        try:
            return limit(dt.date(year, month, number), 0, region)
        except ValueError:
            number -= 1


def years_later(day, years):
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return dt.date(day.year + years, 2, 28)
