using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace SchedExt;

/// <summary>Converts a full group of a mask, eight hexadecimal digits, at once.</summary>
internal static class HexGroup
{
    public const int Digits = 8;

    /// <summary>Converts the eight digits at the start of the text, which has at least so many.</summary>
    /// <returns>Whether all eight are digits.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryParse<T>(ref T text, out uint bits)
        where T : unmanaged, IBinaryInteger<T>
    {
        Vector128<byte> digits;
        bool narrow = true;
        if (Unsafe.SizeOf<T>() == 1)
        {
            digits = Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(ref Unsafe.As<T, byte>(ref text))).AsByte();
        }
        else
        {
            Vector128<ushort> wide = Vector128.LoadUnsafe(ref Unsafe.As<T, ushort>(ref text));
            narrow = (wide & Vector128.Create((ushort)0xff00)) == Vector128<ushort>.Zero;
            digits = Vector128.Narrow(wide, wide);
        }

        ulong packed = digits.AsUInt64().ToScalar();
        bits = Combine(BitConverter.IsLittleEndian ? packed : System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(packed));
        return narrow && AreDigits(digits);
    }

    /// <summary>Whether the lower eight bytes are hexadecimal digits in either case.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool AreDigits(Vector128<byte> text)
    {
        Vector128<byte> decimals = text - Vector128.Create((byte)'0');
        Vector128<byte> letters = (text | Vector128.Create((byte)0x20)) - Vector128.Create((byte)'a');
        Vector128<byte> valid = Vector128.LessThan(decimals, Vector128.Create((byte)10)) | Vector128.LessThan(letters, Vector128.Create((byte)6));
        return valid.AsUInt64().ToScalar() == ulong.MaxValue;
    }

    /// <summary>Joins eight digits, the first in the lowest byte, into the number they spell.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Combine(ulong digits)
    {
        // A letter has bit 6 set and its place in the alphabet, from 1 on, in the low nibble.
        ulong nibbles = (digits & 0x0f0f0f0f0f0f0f0f) + (digits >> 6 & 0x0101010101010101) * 9;
        ulong bytes = (nibbles << 4 | nibbles >> 8) & 0x00ff00ff00ff00ff;
        ulong halves = (bytes << 8 | bytes >> 16) & 0x0000ffff0000ffff;
        return (uint)(halves << 16 | halves >> 32);
    }
}
