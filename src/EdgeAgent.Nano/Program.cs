using System.Threading;
using EdgeAgent.Nano.Boards;

namespace EdgeAgent.Nano;

/// <summary>Start of the firmware. On a board with deep sleep each waking is a start; on others the loop goes on.</summary>
public static class Program
{
    // Long enough to read the console and to deploy again, short enough to lose no report.
    private const int RestartMs = 10_000;

    public static void Main()
    {
        FirmwareSettings settings = DeviceConfiguration.Create();
        BoardBase board = DeviceConfiguration.Board(settings);
        string fault = settings.Fault();
        while (fault != null)
        {
            board.Log("wrong setting: " + fault);
            Thread.Sleep(RestartMs);
        }

        while (true)
        {
            try
            {
                board.Sleep(new Firmware(board, settings).Run());
            }
            catch (Exception e)
            {
                board.Log("stopped: " + e.Message);
                Thread.Sleep(RestartMs);
                board.Reboot();
            }
        }
    }
}
