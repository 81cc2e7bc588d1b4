"""Machines and what they can use as the contract's messages."""

from ... import __version__
from ...domain.availability import Availability
from ...domain.host import Device, Host
from ...domain.technique import BY_TECHNIQUE, Scope, Technique
from .v1 import operator_service_pb2, plan_pb2


def to_server_info(host: Host) -> operator_service_pb2.GetServerInfoResponse:
    """Return what a machine has."""
    return operator_service_pb2.GetServerInfoResponse(
        version=__version__,
        devices=[to_device(device) for device in host.devices],
        packages=host.packages,
        system=host.system,
    )


def to_device(device: Device) -> plan_pb2.DeviceProfile:
    """Return one device."""
    capability = device.compute_capability
    return plan_pb2.DeviceProfile(
        kind=str(device.kind),
        name=device.name,
        memory_bytes=device.memory_bytes,
        compute_capability=".".join(map(str, capability)) if capability else "",
        count=1,
    )


def to_optimization(availability: Availability) -> plan_pb2.OptimizationInfo:
    """Return whether an optimization can be used, and what it is if this version has it."""
    usable = availability.usable
    info = plan_pb2.OptimizationInfo(
        name=availability.name,
        available=usable,
        unavailable_reason="" if usable else availability.remark,
        remedy=availability.remedy,
        remark=availability.remark if usable else "",
    )
    if availability.name in set(Technique):
        description = BY_TECHNIQUE[Technique(availability.name)]
        info.purpose = str(description.purpose)
        info.summary = description.summary
        info.per_request = description.scope is Scope.PER_REQUEST
    return info
