using System.Buffers.Binary;
using System.Text;

namespace Wsm.Product.Finding.Inside.Programs;

/// <summary>The strings of a compiled Python module (3.7 and later) in which references may stand.</summary>
/// <remarks>https://docs.python.org/3/library/marshal.html</remarks>
internal ref struct PythonConstants
{
    private const int HeaderLength = 16;
    private const int Deepest = 100;

    /// <summary>Numbers at the start of a file by version of Python; each marks the first that lays code out so.</summary>
    private const int Python38 = 3400;
    private const int Python311 = 3450;

    private readonly ReadOnlySpan<byte> _content;
    private readonly int _magic;
    private readonly List<string> _found = [];
    private int _at = HeaderLength;

    private PythonConstants(ReadOnlySpan<byte> content)
    {
        _content = content;
        _magic = BinaryPrimitives.ReadUInt16LittleEndian(content);
    }

    /// <summary>What follows damage, or what this does not know, is left out.</summary>
    public static List<string> In(ReadOnlySpan<byte> content)
    {
        if (content.Length <= HeaderLength || content[2] != '\r' || content[3] != '\n')
        {
            return [];
        }

        var reader = new PythonConstants(content);
        reader.Object(0);
        return reader._found;
    }

    /// <returns>False at the end of a dictionary, at damage, and at the end of the file.</returns>
    private bool Object(int depth)
    {
        if (_at >= _content.Length || depth > Deepest)
        {
            _at = _content.Length;
            return false;
        }

        switch ((char)(_content[_at++] & 0x7F))
        {
            case '0':
                return false;
            case 'N' or 'F' or 'T' or 'S' or '.':
                return true;
            case 'i' or 'r':
                return Skip(4);
            case 'g':
                return Skip(8);
            case 'y':
                return Skip(16);
            case 'l':
                return Number() is var digits && digits != int.MinValue && Skip(2L * Math.Abs(digits));
            case 'z' or 'Z':
                return _at < _content.Length && Text(_content[_at++]);
            case 's' or 't' or 'u' or 'a' or 'A':
                return Text(Number());
            case ')':
                return _at < _content.Length && Objects(_content[_at++], depth);
            case '(' or '[' or '<' or '>':
                return Objects(Number(), depth);
            case ':':
                return Objects(3, depth);
            case '{':
                while (Object(depth + 1)) { }

                return _at < _content.Length;
            case 'c':
                return Code(depth);
            default:
                _at = _content.Length;
                return false;
        }
    }

    private bool Code(int depth) =>
        _magic >= Python311
            ? Skip(5 * 4) && Objects(8, depth) && Skip(4) && Objects(2, depth)
            : Skip((_magic >= Python38 ? 6 : 5) * 4) && Objects(8, depth) && Skip(4) && Objects(1, depth);

    private bool Objects(int count, int depth)
    {
        for (var left = count; left > 0 && _at < _content.Length; left--)
        {
            Object(depth + 1);
        }

        return true;
    }

    private bool Text(int length)
    {
        if (length < 0 || length > _content.Length - _at)
        {
            _at = _content.Length;
            return false;
        }

        var text = _content.Slice(_at, length);
        _at += length;
        if (text.Contains((byte)':') || text.Contains((byte)'/'))
        {
            _found.Add(Encoding.UTF8.GetString(text));
        }

        return true;
    }

    private int Number()
    {
        if (_content.Length - _at < 4)
        {
            _at = _content.Length;
            return 0;
        }

        _at += 4;
        return BinaryPrimitives.ReadInt32LittleEndian(_content[(_at - 4)..]);
    }

    private bool Skip(long bytes)
    {
        _at = (int)Math.Min(_content.Length, _at + bytes);
        return _at < _content.Length;
    }
}
