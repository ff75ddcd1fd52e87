using System.IO;
using EdgeAgent.Nano.Storage;

namespace EdgeAgent.Nano.Boards;

/// <summary>Slots as files on the board's internal flash file system, which spreads the wear below them.</summary>
public sealed class FileMedium : IRecordMedium
{
    private const string Prefix = "I:\\edgeagent-";

    public int SlotBytes => DeviceState.RecordBytes;

    public int Read(int slot, byte[] into)
    {
        string path = Prefix + slot + ".bin";
        if (!File.Exists(path)) return 0;
        using (FileStream file = new FileStream(path, FileMode.Open, FileAccess.Read))
        {
            int count = 0;
            while (count < into.Length)
            {
                int part = file.Read(into, count, into.Length - count);
                if (part <= 0) break;
                count += part;
            }

            return count;
        }
    }

    public void Write(int slot, byte[] bytes, int count)
    {
        using (FileStream file = new FileStream(Prefix + slot + ".bin", FileMode.Create, FileAccess.Write))
        {
            file.Write(bytes, 0, count);
            file.Flush();
        }
    }
}
