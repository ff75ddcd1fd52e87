using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace EdgeAgent.Native;

/// <summary>The GPIO character device, version 2 (linux/gpio.h; layouts are the same on 32 and 64 bit).</summary>
internal static class GpioUapi
{
    /// <summary>_IOR(0xB4, 0x01, struct gpiochip_info), 68 bytes.</summary>
    internal const nuint GetChipInfo = 0x8044B401;

    /// <summary>_IOWR(0xB4, 0x05, struct gpio_v2_line_info), 256 bytes.</summary>
    internal const nuint GetLineInfo = unchecked((nuint)0xC100B405);

    /// <summary>_IOWR(0xB4, 0x07, struct gpio_v2_line_request), 592 bytes.</summary>
    internal const nuint GetLine = unchecked((nuint)0xC250B407);

    /// <summary>_IOWR(0xB4, 0x0E, struct gpio_v2_line_values), 16 bytes.</summary>
    internal const nuint GetValues = unchecked((nuint)0xC010B40E);

    /// <summary>_IOWR(0xB4, 0x0F, struct gpio_v2_line_values).</summary>
    internal const nuint SetValues = unchecked((nuint)0xC010B40F);

    /// <summary>_IOWR(0xB4, 0x0D, struct gpio_v2_line_config), 272 bytes.</summary>
    internal const nuint SetConfig = unchecked((nuint)0xC110B40D);

    internal const uint OutputValuesAttribute = 2;
    internal const uint RisingEdge = 1;

    /// <summary>enum gpio_v2_line_flag.</summary>
    [Flags]
    internal enum Flags : ulong
    {
        Used = 1 << 0,
        ActiveLow = 1 << 1,
        Input = 1 << 2,
        Output = 1 << 3,
        EdgeRising = 1 << 4,
        EdgeFalling = 1 << 5,
        BiasPullUp = 1 << 8,
        BiasPullDown = 1 << 9,
        BiasDisabled = 1 << 10,
    }

    /// <summary>GPIO_MAX_NAME_SIZE bytes, zero-terminated.</summary>
    [InlineArray(32)]
    internal struct Name
    {
        private byte _first;

        internal static Name Of(string text)
        {
            var name = new Name();
            Span<byte> bytes = name;
            Encoding.UTF8.TryGetBytes(text, bytes[..31], out _);
            return name;
        }

        public override readonly string ToString()
        {
            ReadOnlySpan<byte> bytes = this;
            int end = bytes.IndexOf((byte)0);
            return Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
        }
    }

    /// <summary>struct gpiochip_info.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct ChipInfo
    {
        internal Name Name;
        internal Name Label;
        internal uint Lines;
    }

    /// <summary>struct gpio_v2_line_attribute.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Attribute
    {
        internal uint Id;
        internal uint Padding;
        internal ulong Value;
    }

    [InlineArray(10)]
    internal struct Attributes
    {
        private Attribute _first;
    }

    [InlineArray(4)]
    internal struct Padding4
    {
        private uint _first;
    }

    [InlineArray(5)]
    internal struct Padding5
    {
        private uint _first;
    }

    [InlineArray(6)]
    internal struct Padding6
    {
        private uint _first;
    }

    [InlineArray(64)]
    internal struct Offsets
    {
        private uint _first;
    }

    /// <summary>struct gpio_v2_line_info.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct LineInfo
    {
        internal Name Name;
        internal Name Consumer;
        internal uint Offset;
        internal uint AttributeCount;
        internal Flags Flags;
        internal Attributes Attributes;
        internal Padding4 Padding;
    }

    /// <summary>struct gpio_v2_line_config_attribute.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct ConfigAttribute
    {
        internal Attribute Attribute;
        internal ulong Mask;
    }

    [InlineArray(10)]
    internal struct ConfigAttributes
    {
        private ConfigAttribute _first;
    }

    /// <summary>struct gpio_v2_line_config.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct LineConfig
    {
        internal Flags Flags;
        internal uint AttributeCount;
        internal Padding5 Padding;
        internal ConfigAttributes Attributes;

        /// <param name="value">Level of the first line when it is an output; null keeps it.</param>
        internal static LineConfig Of(Flags flags, bool? value)
        {
            var config = new LineConfig { Flags = flags };
            if (value is not { } level) return config;
            config.AttributeCount = 1;
            config.Attributes[0] = new ConfigAttribute { Attribute = { Id = OutputValuesAttribute, Value = level ? 1UL : 0 }, Mask = 1 };
            return config;
        }
    }

    /// <summary>struct gpio_v2_line_request.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct LineRequest
    {
        internal Offsets Offsets;
        internal Name Consumer;
        internal LineConfig Config;
        internal uint LineCount;
        internal uint EventBufferSize;
        internal Padding5 Padding;
        internal int Fd;
    }

    /// <summary>struct gpio_v2_line_values: bit n is the n-th requested line.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct LineValues
    {
        internal ulong Bits;
        internal ulong Mask;
    }

    /// <summary>struct gpio_v2_line_event, as read(2) returns it.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct LineEvent
    {
        internal ulong TimestampNs;
        internal uint Id;
        internal uint Offset;
        internal uint SequenceNumber;
        internal uint LineSequenceNumber;
        internal Padding6 Padding;
    }
}
