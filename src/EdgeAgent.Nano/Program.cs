using System.Threading;
using EdgeAgent.Nano.Boards;

namespace EdgeAgent.Nano;

/// <summary>Start of the firmware. On a board with deep sleep each waking is a start; on others the loop continues.</summary>
public static class Program
{
    // Long enough to read the console and to deploy again, short enough to miss no report.
    private const int RestartMs = 10_000;

    public static void Main()
    {
        FirmwareSettings settings = DeviceConfiguration.Create();
        // ESP32-S3 as wired in hardware/esp32-s3.md; for a Pico W: new PicoBoard(settings, "pico-w").
        BoardBase board = new Esp32Board(settings, "esp32-s3");
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
