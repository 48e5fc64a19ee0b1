using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace Wsm.Helm.Templates.Functions.Secrets;

/// <summary>scrypt, RFC 7914.</summary>
internal static class Scrypt
{
    /// <param name="password">The secret.</param>
    /// <param name="salt">Any bytes.</param>
    /// <param name="cost">N: a power of two.</param>
    /// <param name="blockSize">r.</param>
    /// <param name="parallel">p.</param>
    /// <param name="length">Of the key, in bytes.</param>
    public static byte[] Derive(byte[] password, byte[] salt, int cost, int blockSize, int parallel, int length)
    {
        var words = 32 * blockSize;
        var blocks = Rfc2898DeriveBytes.Pbkdf2(password, salt, 1, HashAlgorithmName.SHA256, parallel * words * 4);
        var table = new uint[(long)cost * words];
        var block = new uint[words];
        var scratch = new uint[words];
        for (var i = 0; i < parallel; i++)
        {
            var part = blocks.AsSpan(i * words * 4, words * 4);
            for (var w = 0; w < words; w++)
                block[w] = BinaryPrimitives.ReadUInt32LittleEndian(part[(w * 4)..]);
            Mix(block, scratch, table, cost);
            for (var w = 0; w < words; w++)
                BinaryPrimitives.WriteUInt32LittleEndian(part[(w * 4)..], block[w]);
        }

        return Rfc2898DeriveBytes.Pbkdf2(password, blocks, 1, HashAlgorithmName.SHA256, length);
    }

    /// <summary>scryptROMix, section 5.</summary>
    private static void Mix(uint[] block, uint[] scratch, uint[] table, int cost)
    {
        var words = block.Length;
        for (var i = 0; i < cost; i++)
        {
            block.CopyTo(table, i * words);
            MixBlock(block, scratch);
        }

        for (var i = 0; i < cost; i++)
        {
            var at = (int)(block[words - 16] & (uint)(cost - 1)) * words;
            for (var w = 0; w < words; w++)
                block[w] ^= table[at + w];
            MixBlock(block, scratch);
        }
    }

    /// <summary>scryptBlockMix, section 4: even results first, then odd ones.</summary>
    private static void MixBlock(uint[] block, uint[] scratch)
    {
        Span<uint> x = stackalloc uint[16];
        var chunks = block.Length / 16;
        block.AsSpan(block.Length - 16).CopyTo(x);
        for (var i = 0; i < chunks; i++)
        {
            for (var w = 0; w < 16; w++)
                x[w] ^= block[(i * 16) + w];
            Salsa(x);
            x.CopyTo(scratch.AsSpan(((i / 2) + (i % 2 * (chunks / 2))) * 16));
        }

        scratch.CopyTo(block, 0);
    }

    /// <summary>Salsa20/8, section 3.</summary>
    private static void Salsa(Span<uint> state)
    {
        Span<uint> x = stackalloc uint[16];
        state.CopyTo(x);
        for (var round = 0; round < 4; round++)
        {
            Quarter(x, 0, 4, 8, 12);
            Quarter(x, 5, 9, 13, 1);
            Quarter(x, 10, 14, 2, 6);
            Quarter(x, 15, 3, 7, 11);
            Quarter(x, 0, 1, 2, 3);
            Quarter(x, 5, 6, 7, 4);
            Quarter(x, 10, 11, 8, 9);
            Quarter(x, 15, 12, 13, 14);
        }

        for (var i = 0; i < 16; i++)
            state[i] += x[i];
    }

    private static void Quarter(Span<uint> x, int a, int b, int c, int d)
    {
        x[b] ^= BitOperations.RotateLeft(x[a] + x[d], 7);
        x[c] ^= BitOperations.RotateLeft(x[b] + x[a], 9);
        x[d] ^= BitOperations.RotateLeft(x[c] + x[b], 13);
        x[a] ^= BitOperations.RotateLeft(x[d] + x[c], 18);
    }
}
