"""Every rule, in reading order: required ones first."""

from __future__ import annotations

from constraints.avoid_clashes import AvoidClashes
from constraints.avoid_isolated_sessions import AvoidIsolatedSessions
from constraints.avoid_late_hours import AvoidLateHours
from constraints.balance_days import BalanceDays
from constraints.base import Constraint, Domain, Required, Soft
from constraints.begin_early import BeginEarly
from constraints.begin_when_allowed import BeginWhenAllowed
from constraints.fill_days import FillDays
from constraints.follow_order import FollowOrder
from constraints.follow_rhythm import FollowRhythm
from constraints.gather_teacher_days import GatherTeacherDays
from constraints.hold_pins import HoldPins
from constraints.hold_weekly_pins import HoldWeeklyPins
from constraints.join_on_a_day import JoinOnADay
from constraints.keep_days_apart import KeepDaysApart
from constraints.keep_disjoint import KeepDisjoint
from constraints.keep_pace import KeepPace
from constraints.keep_planned_hours import KeepPlannedHours
from constraints.keep_rooms import KeepRooms
from constraints.keep_same_times import KeepSameTimes
from constraints.keep_siblings_in_step import KeepSiblingsInStep
from constraints.keep_usual_durations import KeepUsualDurations
from constraints.keep_weekly_slots import KeepWeeklySlots
from constraints.limit_daily_sessions import LimitDailySessions
from constraints.limit_day_hours import LimitDayHours
from constraints.limit_day_span import LimitDaySpan
from constraints.limit_group_gaps import LimitGroupGaps
from constraints.limit_idle_periods import LimitIdlePeriods
from constraints.limit_stretches import LimitStretches
from constraints.limit_teacher_days import LimitTeacherDays
from constraints.limit_teacher_gaps import LimitTeacherGaps
from constraints.limit_week_hours import LimitWeekHours
from constraints.match_problem import MatchProblem
from constraints.meet_quotas import MeetQuotas
from constraints.plan_hours import PlanHours
from constraints.respect_availability import RespectAvailability
from constraints.respect_daily_rest import RespectDailyRest
from constraints.respect_wishes import RespectWishes
from constraints.run_in_parallel import RunInParallel
from constraints.seat_courses import SeatCourses
from constraints.seat_everybody import SeatEverybody
from constraints.spread_days_apart import SpreadDaysApart
from constraints.spread_evenly import SpreadEvenly
from constraints.spread_over_days import SpreadOverDays
from constraints.staff_courses import StaffCourses
from constraints.take_lunch import TakeLunch
from constraints.use_allowed_durations import UseAllowedDurations

RULES: tuple[Constraint, ...] = (
    MatchProblem(),
    AvoidClashes(),
    FollowRhythm(),
    RespectAvailability(),
    PlanHours(),
    MeetQuotas(),
    UseAllowedDurations(),
    StaffCourses(),
    SeatCourses(),
    LimitDailySessions(),
    LimitDayHours(),
    LimitWeekHours(),
    LimitTeacherDays(),
    LimitDaySpan(),
    TakeLunch(),
    LimitStretches(),
    RespectDailyRest(),
    FollowOrder(),
    KeepPace(),
    KeepSiblingsInStep(),
    RunInParallel(),
    BeginWhenAllowed(),
    KeepSameTimes(),
    KeepDisjoint(),
    KeepDaysApart(),
    JoinOnADay(),
    LimitIdlePeriods(),
    FillDays(),
    BeginEarly(),
    HoldPins(),
    HoldWeeklyPins(),
    KeepWeeklySlots(),
    LimitGroupGaps(),
    LimitTeacherGaps(),
    SpreadEvenly(),
    BalanceDays(),
    RespectWishes(),
    GatherTeacherDays(),
    KeepRooms(),
    SeatEverybody(),
    SpreadOverDays(),
    SpreadDaysApart(),
    AvoidIsolatedSessions(),
    AvoidLateHours(),
    KeepUsualDurations(),
    KeepPlannedHours(),
)
DOMAINS = tuple(rule for rule in RULES if isinstance(rule, Domain))
REQUIRED = tuple(rule for rule in RULES if isinstance(rule, Required))
SOFT = tuple(rule for rule in RULES if isinstance(rule, Soft))
RULE = {rule.id: rule for rule in RULES}
WISH = {rule.id: rule for rule in SOFT}
