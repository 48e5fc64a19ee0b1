using System.CommandLine;
using System.Globalization;
using Wsm.Product.Failures;
using Wsm.Site.Releases.Actions;

namespace Wsm.CommandLine;

/// <summary>The options that say how releases are worked on, named as helm's where helm has them.</summary>
internal sealed class ReleaseArguments
{
    private readonly Option<string> _timeout = new("--timeout")
    {
        Description = "How long each release, and each hook, may take to become ready.",
        HelpName = "5m0s",
        DefaultValueFactory = _ => "5m0s",
    };
    private readonly Option<bool> _noWait = new("--no-wait")
    {
        Description = "Do not wait until everything is ready; hooks are waited for all the same.",
    };
    private readonly Option<bool> _force = new("--force-conflicts") { Description = "Take over fields that others have set." };
    private readonly Option<bool> _take = new("--take-ownership")
    {
        Description = "Take over objects that belong to nobody, or to another release.",
    };
    private readonly Option<bool> _recover = new("--recover")
    {
        Description = "Go on with a release that a killed run has left behind. Make sure that no other run is at work.",
    };
    private readonly Option<int> _history = new("--history-max")
    {
        Description = "How many revisions of a release are kept; 0 for all.",
        HelpName = "N",
        DefaultValueFactory = _ => 10,
    };

    public ReleaseArguments()
    {
        _history.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 0)
            {
                result.AddError("--history-max takes 0 or a positive number.");
            }
        });
        _timeout.Validators.Add(result =>
        {
            if (TryRead(result.GetValueOrDefault<string>()) is null)
            {
                result.AddError("--timeout takes a time such as 90s, 5m or 1h30m.");
            }
        });
    }

    /// <summary>For what sends objects.</summary>
    public void AddTo(Command command)
    {
        AddWaitingTo(command);
        foreach (var option in (Option[])[_force, _take, _recover, _history])
        {
            command.Add(option);
        }
    }

    /// <summary>For what only takes objects away.</summary>
    public void AddWaitingTo(Command command)
    {
        command.Add(_timeout);
        command.Add(_noWait);
    }

    /// <summary>What <see cref="AddWaitingTo"/> added.</summary>
    public ReleaseOptions ReadWaiting(Invocation call) =>
        new()
        {
            Timeout = TryRead(call.Get(_timeout)) ?? throw UserError.Usage("--timeout takes a time such as 90s, 5m or 1h30m."),
            Waits = !call.Get(_noWait),
        };

    public ReleaseOptions Read(Invocation call) =>
        ReadWaiting(call) with
        {
            ForcesConflicts = call.Get(_force),
            TakesOwnership = call.Get(_take),
            Recovers = call.Get(_recover),
            HistoryLimit = call.Get(_history),
        };

    /// <summary>As helm takes it: <c>5m0s</c>, <c>1h30m</c>, <c>90s</c>.</summary>
    private static TimeSpan? TryRead(string? text)
    {
        var whole = TimeSpan.Zero;
        var digits = 0;
        for (var at = 0; at < (text?.Length ?? 0); at++)
        {
            if (char.IsAsciiDigit(text![at]))
            {
                digits++;
                continue;
            }

            if (
                !int.TryParse(text.AsSpan(at - digits, digits), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                || number > 100_000
            )
            {
                return null;
            }

            digits = 0;
            switch (text[at])
            {
                case 'h':
                    whole += TimeSpan.FromHours(number);
                    break;
                case 'm':
                    whole += TimeSpan.FromMinutes(number);
                    break;
                case 's':
                    whole += TimeSpan.FromSeconds(number);
                    break;
                default:
                    return null;
            }
        }

        return digits == 0 && whole > TimeSpan.Zero ? whole : null;
    }
}
