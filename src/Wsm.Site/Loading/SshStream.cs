using System.ComponentModel;
using System.Diagnostics;

namespace Wsm.Site.Loading;

/// <summary>
/// A connection to an engine on another machine, as <c>docker</c> makes it: <c>ssh HOST docker system dial-stdio</c>, whose standard input
/// and output are the connection.
/// </summary>
internal sealed class SshStream : Stream
{
    private readonly Process _process;
    private readonly Stream _input;
    private readonly Stream _output;
    private readonly Task<string> _error;

    private SshStream(Process process)
    {
        _process = process;
        _input = process.StandardInput.BaseStream;
        _output = process.StandardOutput.BaseStream;
        _error = process.StandardError.ReadToEndAsync();
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <param name="address"><c>ssh://[user@]host[:port][/path/of/the/socket]</c></param>
    /// <exception cref="IOException">There is no ssh on this machine.</exception>
    public static SshStream Open(Uri address)
    {
        var start = new ProcessStartInfo("ssh", Arguments(address))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            return new SshStream(Process.Start(start)!);
        }
        catch (Win32Exception error)
        {
            throw new IOException("'ssh' was not found on this machine", error);
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await _output.ReadAsync(buffer, cancellationToken);
        return read > 0 || buffer.IsEmpty ? read : await EndAsync(cancellationToken);
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            await _input.WriteAsync(buffer, cancellationToken);
            await _input.FlushAsync(cancellationToken);
        }
        catch (IOException error)
        {
            // What it has to say stands on its standard error; that the pipe is broken tells a person nothing.
            var words = await LastWordsAsync(cancellationToken);
            throw words is null ? error : new IOException(words);
        }
    }

    public override int Read(byte[] buffer, int offset, int count) =>
        ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override void Write(byte[] buffer, int offset, int count) =>
        WriteAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override void Flush() => _input.Flush();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            if (!_process.HasExited)
            {
                _process.Kill(entireProcessTree: true);
            }

            _process.Dispose();
        }

        base.Dispose(disposing);
    }

    private static string[] Arguments(Uri address)
    {
        var user = address.UserInfo.Split(':')[0];
        return
        [
            .. user.Length > 0 ? (string[])["-l", user] : [],
            .. address.Port > 0 ? (string[])["-p", address.Port.ToString(System.Globalization.CultureInfo.InvariantCulture)] : [],
            "-o",
            "ConnectTimeout=30",
            "-T",
            "--",
            address.IdnHost,
            "docker",
            .. address.AbsolutePath.Length > 1 ? (string[])["--host", "unix://" + address.AbsolutePath] : [],
            "system",
            "dial-stdio",
        ];
    }

    private async Task<int> EndAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode == 0 ? 0 : throw new IOException(await LastWordsAsync(cancellationToken) ?? "ssh ended early");
    }

    private async Task<string?> LastWordsAsync(CancellationToken cancellationToken)
    {
        var words = (await _error.WaitAsync(cancellationToken)).Trim().Split('\n')[^1].Trim();
        return words.Length > 0 ? words : null;
    }
}
