"""No test asserts on a clock: hypothesis' own deadline for an example is off, too."""

from hypothesis import HealthCheck, settings

settings.register_profile("linkwitness", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("linkwitness")
