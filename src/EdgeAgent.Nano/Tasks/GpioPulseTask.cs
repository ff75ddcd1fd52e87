using EdgeAgent.Nano.Json;

namespace EdgeAgent.Nano.Tasks;

/// <summary>
/// <c>gpio_pulse</c>: sets <c>pin</c>, one of those that the settings allow, for <c>ms</c> (1 to 60000) to <c>level</c> (<c>high</c>, the default, or <c>low</c>) and back.
/// At most once: a run that a loss of power interrupted is not repeated.
/// </summary>
public sealed class GpioPulseTask : IDeviceTask
{
    private readonly int[] _pins;

    public GpioPulseTask(int[] allowedPins)
    {
        _pins = allowedPins;
    }

    public string Kind => "gpio_pulse";

    public bool IsAtMostOnce => true;

    public string Fault(JsonView args)
    {
        if (args == null || args.Find("pin") == null || args.Find("ms") == null) return "args: pin and ms are required";
        double pin = args.Find("pin").Number(), ms = args.Find("ms").Number();
        if (!(1 <= ms && ms <= 60_000)) return "args.ms: must be 1 to 60000";
        JsonView level = args.Find("level");
        if (level != null && level.Text() != "high" && level.Text() != "low") return "args.level: must be high or low";
        for (int i = 0; i < _pins.Length; i++)
        {
            if (_pins[i] == pin) return null;
        }

        return "args.pin: is not among the pins that this device allows";
    }

    public TaskOutcome Run(JsonView args, ITaskContext context)
    {
        int pin = (int)args.Find("pin").Number();
        JsonView level = args.Find("level");
        bool isHigh = level == null || level.Text() == "high";
        context.Board.WritePin(pin, isHigh);
        bool isWhole = context.Wait((int)args.Find("ms").Number());
        context.Board.WritePin(pin, !isHigh);
        return isWhole ? TaskOutcome.Done(null) : TaskOutcome.Stopped();
    }
}
