using Spectre.Console;
using Wsm.Hosting;
using Wsm.Oci.Registry.Failures;

namespace Wsm.Terminal;

/// <summary>Where the program speaks: results on standard output, everything else on standard error.</summary>
/// <remarks>Safe to use from several threads.</remarks>
public sealed class UserConsole
{
    private const string WarningMark = "Warning:";

    private readonly WsmContext _context;
    private readonly bool _progress;
    private readonly Paint _paint;
    private readonly Lock _writing = new();

    /// <summary>Writes a line above what is drawn; null while nothing is.</summary>
    private Action<string>? _above;

    public UserConsole(WsmContext context, Verbosity verbosity = Verbosity.Normal, bool progress = true)
    {
        _context = context;
        _progress = progress;
        Verbosity = verbosity;
        _paint = new Paint(context.ErrorIsTerminal && UsesColour);
    }

    public Verbosity Verbosity { get; }

    /// <summary>
    /// Standard output for results that are data and go on byte for byte, unless a terminal would take them for commands.
    /// </summary>
    public TextWriter Out => _context.OutIsTerminal ? Text : _context.Out;

    /// <summary>Standard output for text, tables and trees: harmless whoever made what they say.</summary>
    public TextWriter Text => new SafeWriter(_context.Out);

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
        if (OutIsTerminal && Volatile.Read(ref _above) is { } above)
        {
            above(Shown(line));
            return;
        }

        lock (_writing)
        {
            _context.Out.WriteLine(Shown(line));
            _context.Out.Flush();
        }
    }

    /// <summary>A line of the program's own, with colours in it.</summary>
    internal void PrintPainted(string line)
    {
        lock (_writing)
        {
            _context.Out.WriteLine(line);
            _context.Out.Flush();
        }
    }

    /// <summary>A line beside the result, on standard error; not with <c>-q</c>.</summary>
    public void Say(string line) => SayAt(Verbosity.Normal, Shown(line));

    /// <summary>A line for those who asked for more (<c>-v</c>).</summary>
    public void Detail(string line) => SayAt(Verbosity.Verbose, Shown(line), _paint.Dim);

    /// <summary>A line for those who look for a fault (<c>-v -v</c>).</summary>
    public void Debug(string line) => SayAt(Verbosity.Debug, Shown(line), _paint.Dim);

    /// <summary>Something the person should know although the work goes on.</summary>
    public void Warn(string line) =>
        SayAt(Verbosity.Quiet, $"{WarningMark} {Shown(line)}", text => _paint.Yellow(WarningMark) + text[WarningMark.Length..]);

    /// <summary>Tells what went wrong and returns its exit code.</summary>
    public int Report(Failure failure, Exception? exception = null)
    {
        lock (_writing)
        {
            _context.Out.Flush();
            var message = Shown(failure.Message);
            _context.Error.WriteLine(failure.ExitCode == ExitCode.Interrupted ? message : $"{_paint.Red("Error:")} {message}");
            foreach (var detail in failure.Details)
            {
                _context.Error.WriteLine($"  {Shown(detail)}");
            }

            if (failure.Hint is { } hint)
            {
                _context.Error.WriteLine($"  {Shown(hint)}");
            }

            if (exception is not null && Verbosity == Verbosity.Debug)
            {
                _context.Error.WriteLine(_paint.Dim(Shown(exception.ToString())));
            }

            _context.Error.Flush();
        }

        return failure.ExitCode;
    }

    /// <summary>
    /// Shows the progress of <paramref name="work"/>: bars on a terminal, one plain line for each finished item elsewhere.
    /// </summary>
    public async Task<T> ShowProgressAsync<T>(Func<IProgressBoard, Task<T>> work)
    {
        if (!DrawsBars)
        {
            return await work(new PlainBoard(this)).ConfigureAwait(false);
        }

        return await LiveBoard.RunAsync(this, Screen(), _context.Time, work).ConfigureAwait(false);
    }

    /// <summary>
    /// Shows the workloads that are waited for while <paramref name="work"/> goes on: as bars on a terminal, below all that is said
    /// meanwhile; elsewhere there is no board, and who waits says it in lines.
    /// </summary>
    internal async Task<T> ShowWorkloadsAsync<T>(Func<WorkloadBoard?, Task<T>> work)
    {
        if (!DrawsBars)
        {
            return await work(null).ConfigureAwait(false);
        }

        var screen = Screen();
        return await WorkloadBoard
            .RunAsync(screen, async board =>
            {
                // Two writers on one screen would overwrite each other.
                Volatile.Write(ref _above, line => screen.WriteLine(line));
                try
                {
                    return await work(board).ConfigureAwait(false);
                }
                finally
                {
                    Volatile.Write(ref _above, null);
                }
            })
            .ConfigureAwait(false);
    }

    /// <summary>Standard error, for what is drawn there.</summary>
    private IAnsiConsole Screen()
    {
        var screen = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Out = new AnsiConsoleOutput(_context.Error),
                Ansi = AnsiSupport.Yes,
                ColorSystem = UsesColour ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
                Interactive = InteractionSupport.Yes,
            }
        );
        screen.Profile.Width = _context.Width;
        return screen;
    }

    private static string Shown(string text) => SafeText.Of(Redacted.Text(text));

    private void SayAt(Verbosity least, string line, Func<string, string>? paint = null)
    {
        if (Verbosity < least)
        {
            return;
        }

        if (Volatile.Read(ref _above) is { } above)
        {
            above(line);
            return;
        }

        lock (_writing)
        {
            _context.Error.WriteLine(paint is null ? line : paint(line));
            _context.Error.Flush();
        }
    }
}
