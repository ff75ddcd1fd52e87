namespace EdgeAgent.Sensors;

/// <summary>Where the kernel's files are; tests point these at a folder of their own.</summary>
public sealed record MachineRoots(string Sys = "/sys", string Proc = "/proc", string Dev = "/dev")
{
    public static MachineRoots Real { get; } = new();
}
