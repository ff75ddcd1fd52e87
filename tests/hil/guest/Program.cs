using EdgeAgent.Hil;

// Verbs of run.sh and power-cut.sh; the last two exercise a disk and need none of the devices.
return args switch
{
    ["check"] => Checks.RunAll([.. ChipChecks.All, .. GpioChecks.All, .. SupplyChecks.All, .. DriverChecks.All, .. HubChecks.All, .. DoctorChecks.All]),
    ["append", var file, var sync] => Records.Append(file, sync == "fsync", int.MaxValue),
    ["append", var file, var sync, var count] => Records.Append(file, sync == "fsync", int.Parse(count, System.Globalization.CultureInfo.InvariantCulture)),
    ["last", var file] => Records.Last(file),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: check | append FILE fsync|nosync [COUNT] | last FILE");
    return 2;
}
