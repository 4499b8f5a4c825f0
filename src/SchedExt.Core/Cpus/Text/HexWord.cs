using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SchedExt;

/// <summary>Converts a word of a mask, two full groups with a comma in front of each, at once.</summary>
internal static class HexWord
{
    /// <summary>The length of ",ffffffff,ffffffff".</summary>
    public const int Length = 2 * Group;

    /// <summary>The length of a comma and a full group.</summary>
    public const int Group = Digits + 1;

    /// <summary>The digits of a full group.</summary>
    public const int Digits = 8;

    /// <summary>Converts the <see cref="Length"/> characters at the start of the text, which has at least so many.</summary>
    /// <returns>Whether they have this form.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryParse<T>(ref T text, out ulong word)
        where T : unmanaged, IBinaryInteger<T>
    {
        T comma = T.CreateTruncating((uint)',');
        bool valid = text == comma && Unsafe.Add(ref text, Group) == comma;
        Vector128<byte> digits = Load(ref Unsafe.Add(ref text, 1), ref Unsafe.Add(ref text, Group + 1), ref valid);
        Vector128<byte> decimals = digits - Vector128.Create((byte)'0');
        Vector128<byte> letters = (digits | Vector128.Create((byte)0x20)) - Vector128.Create((byte)'a');
        Vector128<byte> areLetters = Vector128.LessThan(letters, Vector128.Create((byte)6));
        valid &= (Vector128.LessThan(decimals, Vector128.Create((byte)10)) | areLetters) == Vector128<byte>.AllBitsSet;

        // A letter has its place in the alphabet, from 1 on, in the low nibble.
        word = Join((digits & Vector128.Create((byte)0x0f)) + (areLetters & Vector128.Create((byte)9)));
        return valid;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Load<T>(ref T high, ref T low, ref bool valid)
        where T : unmanaged, IBinaryInteger<T>
    {
        if (Unsafe.SizeOf<T>() == 1)
        {
            return Vector128.Create(Unsafe.ReadUnaligned<ulong>(ref Unsafe.As<T, byte>(ref high)), Unsafe.ReadUnaligned<ulong>(ref Unsafe.As<T, byte>(ref low))).AsByte();
        }

        Vector128<ushort> first = Vector128.LoadUnsafe(ref Unsafe.As<T, ushort>(ref high)), second = Vector128.LoadUnsafe(ref Unsafe.As<T, ushort>(ref low));
        valid &= ((first | second) & Vector128.Create((ushort)0xff00)) == Vector128<ushort>.Zero;
        return Vector128.Narrow(first, second);
    }

    /// <summary>Joins sixteen digits, the first the most significant, into the number they spell.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Join(Vector128<byte> nibbles)
    {
        if (Ssse3.IsSupported)
        {
            Vector128<short> bytes = Ssse3.MultiplyAddAdjacent(nibbles, Vector128.Create((short)0x0110).AsSByte());
            return BinaryPrimitives.ReverseEndianness(Sse2.PackUnsignedSaturate(bytes, bytes).AsUInt64().ToScalar());
        }

        return (ulong)JoinHalf(nibbles.AsUInt64().GetElement(0)) << 32 | JoinHalf(nibbles.AsUInt64().GetElement(1));
    }

    private static uint JoinHalf(ulong nibbles)
    {
        nibbles = BitConverter.IsLittleEndian ? nibbles : BinaryPrimitives.ReverseEndianness(nibbles);
        ulong bytes = (nibbles << 4 | nibbles >> 8) & 0x00ff00ff00ff00ff;
        ulong halves = (bytes << 8 | bytes >> 16) & 0x0000ffff0000ffff;
        return (uint)(halves << 16 | halves >> 32);
    }
}
