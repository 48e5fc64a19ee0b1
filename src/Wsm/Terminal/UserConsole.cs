namespace Wsm.Terminal;

/// <summary>Where the program speaks: results on standard output, everything else on standard error.</summary>
/// <remarks>Safe to use from several threads.</remarks>
public sealed class UserConsole
{
    private readonly WsmContext _context;
    private readonly bool _progress;
    private readonly Paint _paint;
    private readonly Lock _writing = new();

    public UserConsole(WsmContext context, Verbosity verbosity = Verbosity.Normal, bool progress = true)
    {
        _context = context;
        _progress = progress;
        Verbosity = verbosity;
        _paint = new Paint(context.ErrorIsTerminal && UsesColour);
    }

    public Verbosity Verbosity { get; }

    /// <summary>Standard output, for machine-readable results.</summary>
    public TextWriter Out => _context.Out;

    public bool OutIsTerminal => _context.OutIsTerminal;

    public int Width => _context.Width;

    /// <summary>Whether colour may be used where a terminal is written to (https://no-color.org).</summary>
    public bool UsesColour => _context.Variable("NO_COLOR") is null && _context.Variable("TERM") is not "dumb";

    /// <summary>Bars are drawn only for a person who looks at them.</summary>
    public bool DrawsBars =>
        _progress && Verbosity >= Verbosity.Normal && _context.ErrorIsTerminal && _context.Variable("TERM") is not "dumb";

    /// <summary>A line of the result, on standard output.</summary>
    public void Print(string line = "")
    {
        lock (_writing)
        {
            _context.Out.WriteLine(line);
            _context.Out.Flush();
        }
    }

    /// <summary>A line beside the result, on standard error; not with <c>-q</c>.</summary>
    public void Say(string line) => SayAt(Verbosity.Normal, line);

    /// <summary>A line for those who asked for more (<c>-v</c>).</summary>
    public void Detail(string line) => SayAt(Verbosity.Verbose, _paint.Dim(line));

    /// <summary>A line for those who look for a fault (<c>-v -v</c>).</summary>
    public void Debug(string line) => SayAt(Verbosity.Debug, _paint.Dim(line));

    /// <summary>Something the person should know although the work goes on.</summary>
    public void Warn(string line) => SayAt(Verbosity.Quiet, $"{_paint.Yellow("Warning:")} {line}");

    /// <summary>Tells what went wrong and returns its exit code.</summary>
    public int Report(Failure failure, Exception? exception = null)
    {
        lock (_writing)
        {
            _context.Out.Flush();
            _context.Error.WriteLine(
                failure.ExitCode == ExitCode.Interrupted ? failure.Message : $"{_paint.Red("Error:")} {failure.Message}"
            );
            foreach (var detail in failure.Details)
            {
                _context.Error.WriteLine($"  {detail}");
            }

            if (failure.Hint is { } hint)
            {
                _context.Error.WriteLine($"  {hint}");
            }

            if (exception is not null && Verbosity == Verbosity.Debug)
            {
                _context.Error.WriteLine(_paint.Dim(exception.ToString()));
            }

            _context.Error.Flush();
        }

        return failure.ExitCode;
    }

    /// <summary>Shows the progress of <paramref name="work"/>: bars on a terminal, one plain line for each finished item elsewhere.</summary>
    public async Task<T> ShowProgressAsync<T>(Func<IProgressBoard, Task<T>> work)
    {
        if (!DrawsBars)
        {
            return await work(new PlainBoard(this)).ConfigureAwait(false);
        }

        return await LiveBoard.RunAsync(this, _context.Error, _context.Width, _context.Time, work).ConfigureAwait(false);
    }

    private void SayAt(Verbosity least, string line)
    {
        if (Verbosity < least)
        {
            return;
        }

        lock (_writing)
        {
            _context.Error.WriteLine(line);
            _context.Error.Flush();
        }
    }
}
