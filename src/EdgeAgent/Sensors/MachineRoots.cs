namespace EdgeAgent.Sensors;

/// <summary>Folders of the kernel's files; tests use folders of their own.</summary>
public sealed record MachineRoots(string Sys = "/sys", string Proc = "/proc", string Dev = "/dev")
{
    public static MachineRoots Real { get; } = new();
}
