namespace Wsm.Fuzz;

/// <summary>A place where other people's bytes come in.</summary>
internal interface IFuzzTarget : IDisposable
{
    string Name { get; }

    /// <summary>Sound inputs, and those of attacks that once succeeded.</summary>
    IReadOnlyList<byte[]> Seeds { get; }

    /// <summary>Words of the format, to be put in anywhere.</summary>
    IReadOnlyList<string> Words { get; }

    /// <summary>Takes the input, or refuses it with one of the exceptions that say so; any other is a crash.</summary>
    void Run(byte[] input);
}
