using System.Diagnostics;
using System.Security.Cryptography;
using Wsm.Helm.Data;
using Wsm.Helm.Templates.Functions.Secrets;
using Wsm.Helm.Templates.Syntax;

namespace Wsm.Helm.Templates.Evaluation;

/// <summary>
/// What one render shares across all its templates: its limits and how much of them is used, clock, randomness, whether provenance is
/// recorded.
/// </summary>
public sealed class RenderSession
{
    private const int CancellationInterval = 4096;

    private long _steps;
    private long _output;
    private long _nextCheck = CancellationInterval;
    private long _began;

    public RenderLimits Limits { get; init; } = RenderLimits.Default;

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Fills with random bytes.</summary>
    public RandomFill Random { get; init; } = RandomNumberGenerator.Fill;

    public ISecretWork Secrets { get; init; } = new SecretWork();

    /// <summary>Asks the cluster; null where there is none.</summary>
    public ObjectLookup? Lookup { get; init; }

    /// <summary>Output remembers which template places and values made it.</summary>
    public bool Trace { get; init; }

    public CancellationToken Cancellation { get; init; }

    /// <summary>How often each name is being included right now.</summary>
    internal Dictionary<string, int> Including { get; } = new(StringComparer.Ordinal);

    /// <summary>How many calls of <c>tpl</c> are inside one another right now.</summary>
    internal int RunningTpl { get; set; }

    /// <summary>Parsed <c>tpl</c> texts: charts give the same ones again and again.</summary>
    internal Dictionary<string, TemplateTree[]> Parsed { get; } = new(StringComparer.Ordinal);

    /// <exception cref="FunctionException">The budget is used up.</exception>
    internal void Charge(long units)
    {
        _steps += units;
        if (_steps < 0 || _steps > Limits.Steps)
        {
            throw new FunctionException($"rendering takes more than {Limits.Steps} steps");
        }

        if (_steps < _nextCheck)
        {
            return;
        }

        _nextCheck = _steps + CancellationInterval;
        CheckTime();
    }

    /// <exception cref="FunctionException">The render has taken too long.</exception>
    private void CheckTime()
    {
        Cancellation.ThrowIfCancellationRequested();
        if (_began == 0)
        {
            _began = Stopwatch.GetTimestamp();
        }
        else if (Stopwatch.GetElapsedTime(_began) > Limits.Time)
        {
            throw new FunctionException($"rendering takes more than {Limits.Time.TotalSeconds:0} seconds");
        }
    }

    /// <exception cref="FunctionException">Too much output.</exception>
    internal void ChargeOutput(int length)
    {
        _output += length;
        if (_output > Limits.Output)
        {
            throw new FunctionException($"rendering produces more than {Limits.Output} characters");
        }
    }
}

public delegate void RandomFill(Span<byte> bytes);

/// <summary>Finds what a cluster has: one object, or with an empty name a list of them.</summary>
/// <param name="space">Empty for every namespace, and for what is in none.</param>
/// <returns>Empty where there is no such object.</returns>
/// <exception cref="FunctionException">The cluster does not have the kind.</exception>
public delegate MapValue ObjectLookup(string apiVersion, string kind, string space, string name);
