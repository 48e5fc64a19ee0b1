using System.Text;

namespace Wsm.Demo;

/// <summary>Keeps what a command says, and passes it on where somebody listens. Safe to use from several threads.</summary>
internal sealed class Transcript(TextWriter? listener = null) : TextWriter
{
    private readonly StringBuilder _said = new();
    private readonly Lock _writing = new();
    private int _taken;

    public override Encoding Encoding => Encoding.UTF8;

    public string Text
    {
        get
        {
            lock (_writing)
            {
                return _said.ToString();
            }
        }
    }

    /// <summary>What was said since this was last asked.</summary>
    public string TakeNew()
    {
        lock (_writing)
        {
            var fresh = _said.ToString(_taken, _said.Length - _taken);
            _taken = _said.Length;
            return fresh;
        }
    }

    public override void Write(char value) => Write([value]);

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(ReadOnlySpan<char> buffer)
    {
        lock (_writing)
        {
            _said.Append(buffer);
            listener?.Write(buffer);
        }
    }

    public override void WriteLine(string? value) => Write($"{value}{NewLine}");

    public override void Flush() => listener?.Flush();
}
