using System.Device.I2c;
using System.Runtime.InteropServices;
using EdgeAgent.Native;

namespace EdgeAgent.Sensors.Buses;

/// <summary>
/// A device on a <see cref="LinuxI2cBus"/>. Register accesses use SMBus transactions (<c>I2C_SMBUS</c>), which every adapter supports and
/// which send the same bytes. Other transfers need plain I2C (<c>I2C_RDWR</c>) and fail with a message when the adapter lacks it.
/// </summary>
/// <remarks>
/// The address is set with <c>I2C_SLAVE</c> even for <c>I2C_RDWR</c>, which does not need it, so that an access to a chip with a kernel driver
/// fails with EBUSY. After an error the node is opened again, so that a bus that was created again (overlay, USB adapter) works.
/// </remarks>
internal sealed unsafe class LinuxI2cDevice : I2cDevice
{
    private const nuint Slave = 0x0703, Funcs = 0x0705, Rdwr = 0x0707, Smbus = 0x0720;
    private const ushort MessageRead = 0x0001;

    private readonly LinuxI2cBus _bus;
    private int _fd = -1;
    private I2cFunctions _functions;

    internal LinuxI2cDevice(LinuxI2cBus bus, int address)
    {
        _bus = bus;
        ConnectionSettings = new I2cConnectionSettings(bus.BusId, address);
    }

    public override I2cConnectionSettings ConnectionSettings { get; }

    private int DeviceAddress => ConnectionSettings.DeviceAddress;

    public override void Read(Span<byte> buffer) => Transfer([], buffer);

    public override void Write(ReadOnlySpan<byte> buffer) => Transfer(buffer, []);

    public override void WriteRead(ReadOnlySpan<byte> writeBuffer, Span<byte> readBuffer) => Transfer(writeBuffer, readBuffer);

    internal I2cProbe Probe()
    {
        try
        {
            Open();
            bool mayDisturb = DeviceAddress is (>= 0x30 and <= 0x37) or (>= 0x50 and <= 0x5f);
            bool quick = _functions.HasFlag(I2cFunctions.SmbusQuick) && (!mayDisturb || !_functions.HasFlag(I2cFunctions.SmbusReadByte));
            byte* data = stackalloc byte[SmbusTransfer.BlockMax + 2];
            Submit(new SmbusTransfer(!quick, quick ? SmbusSize.Quick : SmbusSize.Byte, I2cFunctions.None), 0, data);
            return I2cProbe.Answers;
        }
        catch (I2cException e) when (e.IsOwnedByDriver)
        {
            return I2cProbe.Owned;
        }
        catch (I2cException e) when (e.IsNoAnswer || e.Errno is Errno.EIO)
        {
            return I2cProbe.NoAnswer;
        }
    }

    protected override void Dispose(bool disposing)
    {
        Close();
        base.Dispose(disposing);
    }

    private void Transfer(ReadOnlySpan<byte> write, Span<byte> read)
    {
        Open();
        try
        {
            if (SmbusTransfer.Plan(write.Length, read.Length, _functions) is { } plan) RunSmbus(plan, write, read);
            else if (_functions.HasFlag(I2cFunctions.PlainI2c)) RunPlain(write, read);
            else
            {
                throw new I2cException(0, $"i2c-{_bus.BusId} address 0x{DeviceAddress:x2}: the adapter speaks SMBus only and has no transaction "
                    + $"that writes {write.Length} and reads {read.Length} bytes; use a bus with plain I2C (i2cdetect -F {_bus.BusId})");
            }
        }
        catch (I2cException)
        {
            Close();
            throw;
        }
    }

    private void RunSmbus(SmbusTransfer plan, ReadOnlySpan<byte> write, Span<byte> read)
    {
        byte* data = stackalloc byte[SmbusTransfer.BlockMax + 2];
        var payload = new Span<byte>(data, SmbusTransfer.BlockMax + 2);
        byte command = write.Length > 0 ? write[0] : (byte)0;
        // A block has its length before its bytes; bytes and words begin at the first byte of the union.
        int start = plan.Size == SmbusSize.I2cBlockData ? 1 : 0;
        if (start == 1) payload[0] = (byte)(plan.IsRead ? read.Length : write.Length - 1);
        if (!plan.IsRead && write.Length > 1) write[1..].CopyTo(payload[start..]);

        Submit(plan, command, data);

        if (!plan.IsRead) return;
        if (start == 1 && payload[0] != read.Length)
        {
            throw new I2cException(Errno.EPROTO, $"i2c-{_bus.BusId} address 0x{DeviceAddress:x2}: asked for {read.Length} bytes, got {payload[0]}");
        }

        payload.Slice(start, read.Length).CopyTo(read);
    }

    private void Submit(SmbusTransfer plan, byte command, byte* data)
    {
        var request = new SmbusData { IsRead = plan.IsRead ? (byte)1 : (byte)0, Command = command, Size = (uint)plan.Size, Data = data };
        if (Libc.ioctl(_fd, Smbus, &request) < 0) throw _bus.TransferFailed(DeviceAddress);
    }

    private void RunPlain(ReadOnlySpan<byte> write, Span<byte> read)
    {
        fixed (byte* w = write)
        fixed (byte* r = read)
        {
            Message* messages = stackalloc Message[2];
            uint count = 0;
            if (write.Length > 0 || read.Length == 0)
            {
                messages[count++] = new Message { Address = (ushort)DeviceAddress, Length = (ushort)write.Length, Buffer = w };
            }

            if (read.Length > 0)
            {
                messages[count++] = new Message { Address = (ushort)DeviceAddress, Flags = MessageRead, Length = (ushort)read.Length, Buffer = r };
            }

            var request = new MessageSet { Messages = messages, Count = count };
            if (Libc.ioctl(_fd, Rdwr, &request) < 0) throw _bus.TransferFailed(DeviceAddress);
        }
    }

    private void Open()
    {
        if (_fd >= 0) return;
        _fd = Libc.open(_bus.DevicePath, Libc.OReadWrite | Libc.OCloExec, 0);
        if (_fd < 0) throw I2cException.Opening(Marshal.GetLastPInvokeError(), _bus.DevicePath);
        ulong functions = 0;
        bool open = Libc.ioctl(_fd, Funcs, &functions) >= 0 && Libc.ioctl(_fd, Slave, (nint)DeviceAddress) >= 0;
        _functions = (I2cFunctions)functions;
        if (open) return;
        var failure = _bus.TransferFailed(DeviceAddress);
        Close();
        throw failure;
    }

    private void Close()
    {
        if (_fd >= 0) _ = Libc.close(_fd);
        _fd = -1;
    }

    /// <summary>struct i2c_smbus_ioctl_data (linux/i2c-dev.h); data points to a 34-byte union.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct SmbusData
    {
        internal byte IsRead;
        internal byte Command;
        internal uint Size;
        internal byte* Data;
    }

    /// <summary>struct i2c_msg (linux/i2c.h).</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Message
    {
        internal ushort Address;
        internal ushort Flags;
        internal ushort Length;
        internal byte* Buffer;
    }

    /// <summary>struct i2c_rdwr_ioctl_data (linux/i2c-dev.h).</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct MessageSet
    {
        internal Message* Messages;
        internal uint Count;
    }
}
