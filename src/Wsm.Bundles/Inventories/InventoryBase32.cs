namespace Wsm.Bundles.Inventories;

/// <summary>
/// Bytes as capital letters and digits that people can copy: neither I, L, O nor U, and what is easily taken for another character is read
/// as that. A QR code holds them at five and a half bits each.
/// </summary>
internal static class InventoryBase32
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// <param name="bytes">A multiple of five bytes becomes eight characters for each five; what is left over of other lengths is
    /// cut.</param>
    public static string Write(ReadOnlySpan<byte> bytes)
    {
        var characters = new char[bytes.Length * 8 / 5];
        for (var i = 0; i < characters.Length; i++)
        {
            var value = 0;
            for (var bit = i * 5; bit < i * 5 + 5; bit++)
            {
                value = value << 1 | (bytes[bit / 8] >> (7 - bit % 8) & 1);
            }

            characters[i] = Alphabet[value];
        }

        return new string(characters);
    }

    /// <summary>Null when a character belongs to no such text, or their number to no whole number of bytes.</summary>
    public static byte[]? Read(string text)
    {
        if (text.Length % 8 != 0)
        {
            return null;
        }

        var bytes = new byte[text.Length / 8 * 5];
        for (var i = 0; i < text.Length; i++)
        {
            var value = Alphabet.IndexOf(Meant(text[i]));
            if (value < 0)
            {
                return null;
            }

            for (var bit = 0; bit < 5; bit++)
            {
                var place = i * 5 + bit;
                bytes[place / 8] |= (byte)((value >> (4 - bit) & 1) << (7 - place % 8));
            }
        }

        return bytes;
    }

    /// <summary>As it is written here, whatever it was taken for.</summary>
    public static string Tidy(string text) => string.Concat(text.Where(c => c != '-').Select(Meant));

    private static char Meant(char c) =>
        char.ToUpperInvariant(c) switch
        {
            'O' => '0',
            'I' or 'L' => '1',
            var other => other,
        };
}
