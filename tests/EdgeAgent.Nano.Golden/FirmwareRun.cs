using EdgeAgent.Nano.Power;

namespace EdgeAgent.Nano.Golden;

/// <summary>A day and a half of the whole firmware on the scripted board: boot, sleep, tasks of each kind, questions, rejections. Every published byte and every stored byte counts.</summary>
public sealed class FirmwareRun
{
    private const int WakeUps = 150;

    private readonly ILineSink _sink;

    public FirmwareRun(ILineSink sink)
    {
        _sink = sink;
    }

    public void Write()
    {
        ScriptedBoard board = new ScriptedBoard(_sink, 1_783_317_600_000);
        FirmwareSettings settings = new FirmwareSettings
        {
            DeviceId = "golden",
            BrokerHost = "broker",
            Tls = false,
            PulsePins = new[] { 4 },
            Power = new PowerSettings { ExternalPowerPin = 5 },
        };
        for (int i = 0; i < WakeUps; i++)
        {
            Keep(board, i);
            long sleepMs = new Firmware(board, settings).Run();
            _sink.Line("sleep " + i + " " + sleepMs);
            board.Sleep(sleepMs);
        }
    }

    private static void Keep(ScriptedBoard board, int wakeUp)
    {
        const string own = "edge/v1/golden/";
        switch (wakeUp)
        {
            case 3:
                board.Keep(own + "task/submit", "{\"id\":\"pulse\",\"kind\":\"gpio_pulse\",\"class\":\"critical\",\"args\":{\"pin\":4,\"ms\":20}}");
                board.Keep(own + "task/submit", "{\"id\":\"burst\",\"kind\":\"sample_burst\",\"args\":{\"count\":3},\"correlation\":{\"a\":[1,2.5e1]}}");
                board.Keep(own + "task/submit", "{\"id\":\"charge\",\"kind\":\"noop\",\"class\":\"charging_only\",\"deadline\":\"2026-07-08T06:00:00+02:00\"}");
                break;
            case 9:
                board.Keep(own + "task/submit", "{\"id\":\"fails\",\"kind\":\"noop\",\"class\":\"critical\",\"args\":{\"fail\":\"timeout\"},\"retry\":{\"max\":1,\"delay_s\":40}}");
                board.Keep(own + "task/submit", "{\"id\":\"bad\",\"kind\":\"noop\",\"priority\":\"soon\"}");
                board.Keep(own + "task/submit", "{\"id\":\"pulse\",\"kind\":\"noop\"}");
                break;
            case 20:
                board.Keep(own + "ctl/list", "{\"v\":1,\"correlation\":7}");
                board.Keep(own + "ctl/power", "");
                board.Keep(own + "ctl/limit", "{\"mode\":\"reduced\"}");
                board.Keep(own + "ctl/nonsense", "{}");
                break;
            case 60:
                board.Keep(own + "task/submit", "{\"id\":\"later\",\"kind\":\"sync\",\"delay_s\":5400,\"description\":\"gr\\u00fcn \\ud83d\\ude00\"}");
                break;
        }
    }
}
