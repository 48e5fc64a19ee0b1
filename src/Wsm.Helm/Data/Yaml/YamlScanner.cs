using static Wsm.Helm.Data.Yaml.YamlCharacters;

namespace Wsm.Helm.Data.Yaml;

/// <summary>
/// Text to tokens, with the rules of libyaml, which go-yaml and so helm use: YAML 1.1 and its own habits (a tab may follow a dash, <c>?</c>
/// ends a
/// plain scalar in flow, <c>key:value</c> is a scalar). A general YAML library is stricter here and laxer there; charts depend on these.
/// </summary>
internal sealed partial class YamlScanner
{
    /// <summary>Collections inside one another; go-yaml allows 10,000, which no document written by people comes near.</summary>
    public const int MaxDepth = 1000;

    private const int LongestSimpleKey = 1024;

    private readonly string _text;
    private readonly bool _keepPieces;
    private readonly List<YamlToken> _queue = [];
    private readonly Stack<int> _indents = new();
    private readonly List<SimpleKey> _simpleKeys = [default];
    private int _head;
    private int _taken;
    private int _position;
    private int _line;
    private int _lineStart;
    private int _indent = -1;
    private bool _simpleKeyAllowed = true;
    private bool _ended;

    public YamlScanner(string text, bool keepPieces)
    {
        _text = text;
        _keepPieces = keepPieces;
        if (Utf8Problem.Of(text) is { } problem)
        {
            throw YamlException.At(0, problem);
        }

        if (HasForbidden(text))
        {
            throw YamlException.At(0, "control characters are not allowed");
        }

        if (text.StartsWith('\uFEFF'))
        {
            _position = _lineStart = 1;
        }
    }

    private char Current => At(0);

    private int Column => _position - _lineStart;

    private YamlMark Mark => new(_position, _line, Column);

    private int FlowLevel => _simpleKeys.Count - 1;

    public YamlToken Peek()
    {
        while (NeedsMore())
        {
            FetchNext();
        }

        return _queue[_head];
    }

    public void Skip()
    {
        _head++;
        _taken++;
        if (_head == _queue.Count)
        {
            _queue.Clear();
            _head = 0;
        }
    }

    private char At(int offset) => _position + offset < _text.Length ? _text[_position + offset] : '\0';

    /// <summary>The head of the queue may be handed on unless it could still turn out to be a key, which puts tokens before it.</summary>
    private bool NeedsMore()
    {
        if (_head == _queue.Count)
        {
            return _ended ? throw new InvalidOperationException("read past the end of the stream") : true;
        }

        for (var i = _simpleKeys.Count - 1; i >= 0 && _simpleKeys[i].Token >= _taken; i--)
        {
            if (_simpleKeys[i] is { Possible: true, Forgotten: false } && _simpleKeys[i].Token == _taken)
            {
                return StillPossible(i);
            }
        }

        return false;
    }

    private void FetchNext()
    {
        SkipToToken();
        Unroll(Column);
        var c = Current;
        if (c == '\0')
        {
            FetchEnd();
        }
        else if (Column == 0 && c == '%')
        {
            FetchDirective();
        }
        else if (AtDocumentIndicator())
        {
            FetchDocumentIndicator(c == '-' ? YamlTokenKind.DocumentStart : YamlTokenKind.DocumentEnd);
        }
        else
        {
            FetchIndicatorOrScalar(c);
        }
    }

    private void FetchIndicatorOrScalar(char c)
    {
        switch (c)
        {
            case '[':
                FetchFlowStart(YamlTokenKind.FlowSequenceStart);
                break;
            case '{':
                FetchFlowStart(YamlTokenKind.FlowMappingStart);
                break;
            case ']':
                FetchFlowEnd(YamlTokenKind.FlowSequenceEnd);
                break;
            case '}':
                FetchFlowEnd(YamlTokenKind.FlowMappingEnd);
                break;
            case ',':
                DropSimpleKey();
                _simpleKeyAllowed = true;
                Indicator(YamlTokenKind.FlowEntry);
                break;
            case '-' when IsBlankOrEnd(At(1)):
                FetchBlockEntry();
                break;
            case '?' when FlowLevel > 0 || IsBlankOrEnd(At(1)):
                FetchKey();
                break;
            case ':' when FlowLevel > 0 || IsBlankOrEnd(At(1)):
                FetchValue();
                break;
            case '*':
                FetchAnchor(YamlTokenKind.Alias);
                break;
            case '&':
                FetchAnchor(YamlTokenKind.Anchor);
                break;
            case '!':
                FetchTag();
                break;
            case '|' or '>' when FlowLevel == 0:
                FetchBlockScalar(c == '|');
                break;
            case '\'' or '"':
                SaveSimpleKey();
                _simpleKeyAllowed = false;
                FetchQuotedScalar(c);
                break;
            default:
                if (!StartsPlainScalar(c))
                {
                    throw Error("found character that cannot start any token");
                }

                SaveSimpleKey();
                _simpleKeyAllowed = false;
                FetchPlainScalar();
                break;
        }
    }

    private bool StartsPlainScalar(char c) =>
        c switch
        {
            '\t' or '#' or '%' or '@' or '`' or '|' or '>' => false,
            '-' => !IsBlank(At(1)),
            '?' or ':' => FlowLevel == 0 && !IsBlankOrEnd(At(1)),
            _ => true,
        };

    private bool AtDocumentIndicator() =>
        Column == 0 && Current is ('-' or '.') && At(1) == Current && At(2) == Current && IsBlankOrEnd(At(3));

    private void SkipToToken()
    {
        while (true)
        {
            // A tab may not indent, so it is skipped only where no key may start.
            while (Current == ' ' || (Current == '\t' && (FlowLevel > 0 || !_simpleKeyAllowed)))
            {
                _position++;
            }

            if (Current == '#')
            {
                SkipToBreak();
            }

            if (!IsBreak(Current))
            {
                return;
            }

            SkipBreak();
            if (FlowLevel == 0)
            {
                _simpleKeyAllowed = true;
            }
        }
    }

    private void SkipToBreak()
    {
        while (!IsBreakOrEnd(Current))
        {
            _position++;
        }
    }

    private void SkipBreak()
    {
        _position += Current == '\r' && At(1) == '\n' ? 2 : 1;
        _line++;
        _lineStart = _position;
    }

    private void Add(YamlToken token) => _queue.Add(token);

    private void Indicator(YamlTokenKind kind, int length = 1)
    {
        Add(new YamlToken(kind, Mark));
        _position += length;
    }

    private void FetchEnd()
    {
        if (Column != 0)
        {
            _line++;
            _lineStart = _position;
        }

        Unroll(-1);
        DropSimpleKey();
        _simpleKeyAllowed = false;
        Add(new YamlToken(YamlTokenKind.StreamEnd, Mark));
        _ended = true;
    }

    private void FetchDocumentIndicator(YamlTokenKind kind)
    {
        Unroll(-1);
        DropSimpleKey();
        _simpleKeyAllowed = false;
        Indicator(kind, 3);
    }

    private void FetchFlowStart(YamlTokenKind kind)
    {
        SaveSimpleKey();
        if (FlowLevel >= MaxDepth)
        {
            throw Error($"exceeded max depth of {MaxDepth}");
        }

        _simpleKeys.Add(new SimpleKey(false, false, NextToken, Mark));
        _simpleKeyAllowed = true;
        Indicator(kind);
    }

    private void FetchFlowEnd(YamlTokenKind kind)
    {
        DropSimpleKey();
        if (FlowLevel > 0)
        {
            LeaveFlow();
        }

        _simpleKeyAllowed = false;
        Indicator(kind);
    }

    private void FetchBlockEntry()
    {
        if (FlowLevel == 0)
        {
            StartBlock(YamlTokenKind.BlockSequenceStart, "block sequence entries are not allowed in this context");
        }

        DropSimpleKey();
        _simpleKeyAllowed = true;
        Indicator(YamlTokenKind.BlockEntry);
    }

    private void FetchKey()
    {
        if (FlowLevel == 0)
        {
            StartBlock(YamlTokenKind.BlockMappingStart, "mapping keys are not allowed in this context");
        }

        DropSimpleKey();
        _simpleKeyAllowed = FlowLevel == 0;
        Indicator(YamlTokenKind.Key);
    }

    private void FetchValue()
    {
        var level = _simpleKeys.Count - 1;
        if (StillPossible(level))
        {
            var key = _simpleKeys[level];
            var place = key.Token < _taken ? _queue.Count : _head + key.Token - _taken;
            _queue.Insert(place, new YamlToken(YamlTokenKind.Key, key.Mark));
            if (key.Token < _taken)
            {
                place++;
            }

            Roll(key.Mark.Column, YamlTokenKind.BlockMappingStart, key.Mark, place);
            _simpleKeys[level] = key with { Possible = false };
            _simpleKeyAllowed = false;
        }
        else
        {
            if (FlowLevel == 0)
            {
                StartBlock(YamlTokenKind.BlockMappingStart, "mapping values are not allowed in this context");
            }

            _simpleKeyAllowed = FlowLevel == 0;
        }

        Indicator(YamlTokenKind.Value);
    }

    private void StartBlock(YamlTokenKind kind, string whenNotAllowed)
    {
        if (!_simpleKeyAllowed)
        {
            throw Error(whenNotAllowed);
        }

        Roll(Column, kind, Mark, _queue.Count);
    }

    private void Roll(int column, YamlTokenKind kind, YamlMark mark, int place)
    {
        if (FlowLevel > 0 || _indent >= column)
        {
            return;
        }

        if (_indents.Count >= MaxDepth)
        {
            throw Error($"exceeded max depth of {MaxDepth}");
        }

        _indents.Push(_indent);
        _indent = column;
        _queue.Insert(place, new YamlToken(kind, mark));
    }

    private void Unroll(int column)
    {
        while (FlowLevel == 0 && _indent > column)
        {
            Add(new YamlToken(YamlTokenKind.BlockEnd, Mark));
            _indent = _indents.Pop();
        }
    }

    /// <summary>As go-yaml reports: the line where reading stopped, and none at all on the first line.</summary>
    private YamlException Error(string problem) => YamlException.At(_line != 0 ? _line + 1 : 0, problem);
}
