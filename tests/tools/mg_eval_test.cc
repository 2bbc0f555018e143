// mg-eval from outside: command lines, and what comes out.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "graphs.h"
#include "run_command.h"

namespace mg::test {
namespace {

struct Row {
  std::vector<std::string> arguments;
  int code;
  std::string out;
  std::string err;
  std::string input = {};
};

class MgEval : public testing::Test {
 protected:
  void SetUp() override {
    folder_.write("cubic.graph", cubic);
    folder_.write("guarded.graph", guarded);
    folder_.write("names.graph", names);
    folder_.write("bad.graph", "mg-graph 1\n%0 = input 1\n%1 = mull %0 %0\n");
  }

  Outcome run(std::vector<std::string> arguments, std::string input = {},
              Invocation::Output output = Invocation::Captured) const {
    arguments.insert(arguments.begin(), command_path("mg-eval"));
    return run_command({std::move(arguments), std::move(input), folder_.path(), output});
  }

  void expect(const std::vector<Row>& rows) const {
    for (const Row& row : rows) {
      std::string line = "mg-eval";
      for (const std::string& argument : row.arguments) line += " " + argument;
      SCOPED_TRACE(line);
      const Outcome outcome = run(row.arguments, row.input);
      EXPECT_EQ(outcome.code, row.code);
      EXPECT_EQ(outcome.out, row.out);
      EXPECT_EQ(outcome.err, row.err);
    }
  }

  TemporaryFolder folder_;
};

const std::string hint = "\nTry mg-eval --help.\n";

/// Neurons of a net and of its copy, with parameters of the same names.
constexpr const char* alike = R"(mg-graph 1
%0 = input 1 "x"
scope "net" {
  scope "n0" {
    %1 = parameter 2 "w"
    %2 = parameter 3 "b"
  }
  scope "n1" {
    %3 = parameter 4 "w"
  }
}
scope "copy" {
  scope "n0" {
    %4 = parameter 5 "w"
  }
}
output "y" %0
end 5
)";

TEST_F(MgEval, Table) {
  expect({
      {{"cubic.graph"},
       0,
       "kind    id  name  value\n"
       "input   %0  a        -4\n"
       "input   %1  b         2\n"
       "output  %4  y         0\n"
       "output  %2  z        -8\n",
       ""},
      {{"cubic.graph", "--grad"},
       0,
       "kind    id  name  value  grad\n"
       "input   %0  a        -4     2\n"
       "input   %1  b         2     8\n"
       "output  %4  y         0     1\n"
       "output  %2  z        -8     1\n",
       ""},
      {{"names.graph"},
       0,
       "kind       id  name                value\n"
       "input      %2                        0.1\n"
       "input      %3  \"comma, \\\"quote\\\"\"    inf\n"
       "input      %4  \"line\\nfeed\"          nan\n"
       "parameter  %0  w                       1\n"
       "parameter  %1  w                       2\n"
       "output     %5  w=w                     3\n",
       ""},
      {{},
       0,
       "kind       id  name       value\n"
       "input      %0  x              1\n"
       "parameter  %1  net/n0/w       2\n"
       "parameter  %2  b              3\n"
       "parameter  %3  n1/w           4\n"
       "parameter  %4  copy/n0/w      5\n"
       "output     %0  y              1\n",
       "",
       alike},
  });
}

const std::string header = "kind,id,name,value,grad\n";

TEST_F(MgEval, CsvAndJson) {
  expect({
      {{"cubic.graph", "--csv"}, 0, header + "input,0,a,-4,\ninput,1,b,2,\noutput,4,y,0,\noutput,2,z,-8,\n", ""},
      {{"cubic.graph", "--csv", "--grad"},
       0,
       header + "input,0,a,-4,2\ninput,1,b,2,8\noutput,4,y,0,1\noutput,2,z,-8,1\n",
       ""},
      {{"names.graph", "--csv"},
       0,
       header + "input,2,,0.1,\ninput,3,\"comma, \"\"quote\"\"\",inf,\ninput,4,\"line\nfeed\",nan,\n"
                "parameter,0,w,1,\nparameter,1,w,2,\noutput,5,w=w,3,\n",
       ""},
      {{"cubic.graph", "--json", "--grad", "z"},
       0,
       "{\n"
       "  \"grad_of\": \"z\",\n"
       "  \"nodes\": [\n"
       "    {\"kind\": \"input\", \"id\": 0, \"name\": \"a\", \"value\": -4, \"grad\": 2},\n"
       "    {\"kind\": \"input\", \"id\": 1, \"name\": \"b\", \"value\": 2, \"grad\": -4},\n"
       "    {\"kind\": \"output\", \"id\": 4, \"name\": \"y\", \"value\": 0, \"grad\": 0},\n"
       "    {\"kind\": \"output\", \"id\": 2, \"name\": \"z\", \"value\": -8, \"grad\": 1}\n"
       "  ]\n"
       "}\n",
       ""},
      {{"names.graph", "--json"},
       0,
       "{\n"
       "  \"nodes\": [\n"
       "    {\"kind\": \"input\", \"id\": 2, \"name\": \"\", \"value\": 0.1},\n"
       "    {\"kind\": \"input\", \"id\": 3, \"name\": \"comma, \\\"quote\\\"\", \"value\": \"inf\"},\n"
       "    {\"kind\": \"input\", \"id\": 4, \"name\": \"line\\nfeed\", \"value\": \"nan\"},\n"
       "    {\"kind\": \"parameter\", \"id\": 0, \"name\": \"w\", \"value\": 1},\n"
       "    {\"kind\": \"parameter\", \"id\": 1, \"name\": \"w\", \"value\": 2},\n"
       "    {\"kind\": \"output\", \"id\": 5, \"name\": \"w=w\", \"value\": 3}\n"
       "  ]\n"
       "}\n",
       ""},
  });
}

TEST_F(MgEval, GradTakesItsOutputInEveryNaturalWay) {
  const std::string of_y = header + "input,0,a,-4,2\ninput,1,b,2,8\noutput,4,y,0,1\noutput,2,z,-8,1\n";
  const std::string of_z = header + "input,0,a,-4,2\ninput,1,b,2,-4\noutput,4,y,0,0\noutput,2,z,-8,1\n";
  expect({
      {{"--csv", "cubic.graph", "--grad"}, 0, of_y, ""},
      {{"--csv", "--grad", "cubic.graph"}, 0, of_y, ""},
      {{"cubic.graph", "--grad", "--csv"}, 0, of_y, ""},
      {{"--csv", "cubic.graph", "--grad", "z"}, 0, of_z, ""},
      {{"--csv", "cubic.graph", "--grad=z"}, 0, of_z, ""},
      {{"--csv", "cubic.graph", "--grad=%2"}, 0, of_z, ""},
      {{"--csv", "--grad", "z", "cubic.graph"}, 0, of_z, ""},
      {{"--csv", "--grad=z", "cubic.graph"}, 0, of_z, ""},
      {{"--csv", "--grad", "z"}, 0, of_z, "", cubic},
      {{"--csv", "--grad", "z", "-"}, 0, of_z, "", cubic},
      {{"--csv", "--grad", "-"}, 0, of_y, "", cubic},
      {{"--csv", "--grad"}, 0, of_y, "", cubic},
      {{"--grad", "missing.graph"}, 2, "", "mg-eval: error: missing.graph: cannot read: No such file or directory\n"},
      {{"cubic.graph", "--grad", "x"}, 2, "", "mg-eval: error: no output is called \"x\" (known: \"y\", \"z\")\n"},
      {{"cubic.graph", "--grad="}, 2, "", "mg-eval: error: --grad needs an argument" + hint},
  });
}

TEST_F(MgEval, Set) {
  expect({
      {{"cubic.graph", "--csv", "--set", "a=1.5"},
       0,
       header + "input,0,a,1.5,\ninput,1,b,2,\noutput,4,y,11,\noutput,2,z,3,\n",
       ""},
      {{"cubic.graph", "--csv", "--set=a=1", "--set", "%1=-0x1p1", "--set", "a=-1", "--grad"},
       0,
       header + "input,0,a,-1,-2\ninput,1,b,-2,11\noutput,4,y,-6,1\noutput,2,z,2,1\n",
       ""},
      {{"guarded.graph", "--csv", "--set", "t=2.5"},
       0,
       header + "input,0,x,3,\nparameter,1,t,2.5,\noutput,3,cost,-0.6931471805599453,\n",
       ""},
      {{"cubic.graph", "--set", "c=1"},
       2,
       "",
       "mg-eval: error: no input or parameter is called \"c\" (known: \"a\", \"b\")\n"},
      {{"names.graph", "--set", "w=1"},
       2,
       "",
       "mg-eval: error: several are called \"w\": w (%0), w (%1); name one by its id\n"},
      {{"cubic.graph", "--set", "%2=1"}, 2, "", "mg-eval: error: %2 is mul, not an input or parameter\n"},
      {{"cubic.graph", "--set", "%9=1"}, 2, "", "mg-eval: error: there is no node %9 (the last is %4)\n"},
      {{"cubic.graph", "--set", "a"}, 2, "", "mg-eval: error: --set takes NAME=NUMBER, not \"a\"\n"},
      {{"cubic.graph", "--set", "=1"}, 2, "", "mg-eval: error: --set takes NAME=NUMBER, not \"=1\"\n"},
      {{"cubic.graph", "--set", "a=one"},
       2,
       "",
       "mg-eval: error: --set \"a\": \"one\" is not a number; decimals, hexadecimal floats, inf and nan are\n"},
      {{"cubic.graph", "--set", "a = +1.5 ", "--csv"},
       0,
       header + "input,0,a,1.5,\ninput,1,b,2,\noutput,4,y,11,\noutput,2,z,3,\n",
       ""},
      {{"cubic.graph", "--set", " =1"}, 2, "", "mg-eval: error: --set takes NAME=NUMBER, not \" =1\"\n"},
      {{"cubic.graph", "--set", "a=1e999"},
       2,
       "",
       "mg-eval: error: --set \"a\": \"1e999\" is out of the range of a double\n"},
  });
}

TEST_F(MgEval, WarnsOfGuards) {
  expect({
      {{"guarded.graph", "--csv", "--set", "x=1"},
       0,
       header + "input,0,x,1,\nparameter,1,t,2,\noutput,3,cost,nan,\n",
       "mg-eval: warning: the guard on %4, recorded as 1 at \"cost.h:12\" does not hold here: the code that was "
       "recorded "
       "would go another way at this point\n"},
      {{"--set", "x=3"},
       0,
       "kind    id  name  value\ninput   %0  x         3\noutput  %0  y         3\n",
       "mg-eval: warning: the guard on %2, recorded as 1 at \"c++/12/bits/stl_algobase.h:259\" in arm/elbow does not "
       "hold here: the code that was recorded would go another way at this point\n",
       "mg-graph 1\n%0 = input 1 \"x\"\n%1 = constant 2\nscope \"arm\" {\nscope \"elbow\" {\n%2 = lt %0 %1\n"
       "guard %2 1 \"c++/12/bits/stl_algobase.h:259\"\n}\n}\noutput \"y\" %0\nend 3\n"},
  });
}

TEST_F(MgEval, Trace) {
  expect({
      {{"guarded.graph", "--trace"}, 0, "all 4 values are finite\n", ""},
      {{"guarded.graph", "--trace", "--grad"},
       0,
       "all 4 values are finite\nall gradients of \"cost\" are finite\n",
       ""},
      {{"guarded.graph", "--trace", "--set", "x=1e308", "--set", "t=-1e308"},
       0,
       "first value that is not finite: %2 = sub %0 %1 \"distance\" is inf in model/offset\n"
       "  %0 = input \"x\" is 1e+308\n"
       "  %1 = parameter \"t\" is -1e+308\n",
       ""},
      {{"--trace", "--grad"},
       0,
       "all 2 values are finite\n"
       "first gradient of \"y\" that is not finite comes from %1 = sqrt %0, which is 0 and has 1\n"
       "  hands inf to %0 = input, which is 0\n",
       "",
       "mg-graph 1\n%0 = input 0\n%1 = sqrt %0\noutput \"y\" %1\nend 2\n"},
  });
}

TEST_F(MgEval, TraceAndDotNameTheSameOrigin) {
  const struct {
    std::string what, graph, trace, dot;
  } rows[] = {
      {"a value", "%0 = input -1\nscope \"s\" {\n%1 = log %0\n%2 = sin %1\n}\noutput \"y\" %2\nend 3\n",
       "first value that is not finite: %1 = log %0 is nan in s\n", "NaN starts here at %1"},
      {"one that no output depends on", "%0 = input -1\n%1 = log %0\n%2 = sin %0\noutput \"y\" %2\nend 3\n",
       "all 2 values are finite\nall gradients of \"y\" are finite\n", "--nan: every value and gradient is finite"},
      {"a gradient that is handed on", "%0 = input 0\n%1 = neg %0\n%2 = sqrt %1\noutput \"y\" %2\nend 3\n",
       "first gradient of \"y\" that is not finite comes from %2 = sqrt %1, which is -0 and has 1\n  hands -inf to %1 "
       "= "
       "neg %0, which is -0\n",
       "∞ in the gradient starts here at %2"},
      {"one that is a sum",
       "%0 = input 0 \"x\"\n%1 = constant 1e308\n%2 = mul %0 %1\n%3 = mul %0 %1\n%4 = add %2 %3\noutput \"y\" %4\nend "
       "5\n",
       "first gradient of \"y\" that is not finite: %0 = input \"x\" is 0 and has inf\n"
       "  used by %2 = mul %0 %1, which is 0 and has 1\n",
       "∞ in the gradient starts here at %0"},
  };
  for (const auto& [what, graph, trace, dot] : rows) {
    SCOPED_TRACE(what);
    folder_.write("it.graph", "mg-graph 1\n" + graph);
    const std::string said = run({"it.graph", "--trace", "--grad"}).out;
    EXPECT_NE(said.find(trace), std::string::npos) << said;
    const Outcome drawn = run_command({{command_path("mg-dot"), "it.graph", "--nan", "-T", "dot"}, "", folder_.path()});
    EXPECT_NE(drawn.err.find(dot), std::string::npos) << drawn.err;
  }
}

TEST_F(MgEval, CallsNodesByTheirPaths) {
  const std::string net =
      "mg-graph 1\n%0 = input 1 \"x\"\nscope \"net\" {\nscope \"layer0\" {\nscope \"neuron0\" {\n%1 = parameter 2 "
      "\"w0\"\n}\n"
      "scope \"neuron1\" {\n%2 = parameter 3 \"w0\"\n%3 = mul %2 %1\n}\n}\n}\n%4 = mul %3 %0\noutput \"y\" %4\nend 5\n";
  folder_.write("p.csv", "neuron0/w0,net/layer0/neuron1/w0\n5,7\n");
  expect({
      {{"--csv", "--set", "net/layer0/neuron0/w0=1"},
       0,
       "kind,id,name,value,grad\ninput,0,x,1,\nparameter,1,w0,1,\nparameter,2,w0,3,\noutput,4,y,3,\n",
       "",
       net},
      {{"--csv", "--set", "neuron1/w0=1", "--grad", "%4"},
       0,
       "kind,id,name,value,grad\ninput,0,x,1,2\nparameter,1,w0,2,1\nparameter,2,w0,1,2\noutput,4,y,2,1\n",
       "",
       net},
      {{"--points", "p.csv"}, 0, "point,y\n0,35\n", "", net},
      {{"--set", "neuron0/w1=1"},
       2,
       "",
       "mg-eval: error: no input or parameter is called \"neuron0/w1\" (did you mean \"neuron0/w0\"?)\n",
       net},
      {{"--set", "w0=1"},
       2,
       "",
       "mg-eval: error: several are called \"w0\": net/layer0/neuron0/w0 (%1), net/layer0/neuron1/w0 (%2); name one by "
       "its "
       "path or its id\n",
       net},
      {{"--grad", "%3"}, 2, "", "mg-eval: error: %3 is mul, not an output\n", net},
  });
}

TEST_F(MgEval, ALongNameDoesNotMakeAllLinesLong) {
  std::string graph = "mg-graph 1\n";
  for (int i = 0; i < 1000; ++i)
    graph += "%" + std::to_string(i) + " = input 1 \"" + (i == 3 ? std::string(100000, 'n') : "x") + "\"\n";
  graph += "output \"y\" %0\nend 1000\n";
  const Outcome outcome = run({}, graph);
  EXPECT_EQ(outcome.code, 0);
  EXPECT_LT(outcome.out.size(), 300000u);
  EXPECT_NE(outcome.out.find("input   %2    x         1\n"), std::string::npos) << outcome.out.substr(0, 200);
  EXPECT_NE(outcome.out.find(std::string(100000, 'n') + "      1\n"), std::string::npos);
}

TEST_F(MgEval, JsonHasAMinusZeroThatStaysOne) {
  EXPECT_NE(run({"--json", "--grad"}, "mg-graph 1\n%0 = input -0 \"x\"\n%1 = neg %0\noutput \"y\" %1\nend 2\n")
                .out.find("\"name\": \"x\", \"value\": -0.0, \"grad\": -1}"),
            std::string::npos);
}

TEST_F(MgEval, TextsThatActAreShownEscaped) {
  folder_.write("esc\x1b[2J.graph", "mg-graph 1\n%0 = input 1 \"\x1b[31m\"\n");
  const std::string act = "\\x1b[31m\\xe2\\x80\\xae";  // as a file has it
  const std::string graph =
      "mg-graph 1\n%0 = input 1 \"" + act + "\"\n%1 = sin %0 \"" + act + "\"\noutput \"" + act + "\" %1\nend 2\n";
  expect({
      {{"no\x1b[2Jsuch\xe2\x80\xae\xc2\x9b.graph"},
       2,
       "",
       "mg-eval: error: no\\x1b[2Jsuch\\xe2\\x80\\xae\\xc2\\x9b.graph: cannot read: No such file or directory\n"},
      {{"esc\x1b[2J.graph"},
       2,
       "",
       "mg-eval: esc\\x1b[2J.graph:2:15: error: a control character in a string has to be written as \\x1b\n%0 = input "
       "1 \" [31m\"\n"
       "              ^\n"},
      {{"--set", "\x1b[31m=1", "cubic.graph"},
       2,
       "",
       "mg-eval: error: no input or parameter is called \"\\x1b[31m\" (known: \"a\", \"b\")\n"},
      {{"--\x1b[31m"}, 2, "", "mg-eval: error: unknown option --\\x1b[31m" + hint},
      {{},
       0,
       "kind    id  name                                 value\n"
       "input   %0  \"" +
           act +
           "\"                   1\n"
           "output  %1  \"" +
           act + "\"  0.8414709848078965\n",
       "",
       graph},
  });
}

TEST_F(MgEval, ReadsNoFurtherThanTheFirstByteThatIsNoText) {
  expect({
      {{"/dev/zero"},
       2,
       "",
       "mg-eval: /dev/zero:1:1: error: not a graph: the first line has to be \"mg-graph 1\"\n" + std::string(120, ' ') +
           "\n^\n"},
      {{"cubic.graph", "--points", "/dev/zero"},
       2,
       "",
       "mg-eval: /dev/zero:1:1: error: a control character; what has one in its name is called by its id\n" +
           std::string(120, ' ') + "\n^\n"},
  });
  EXPECT_EQ(run({"/dev/urandom"}).code, 2);
  EXPECT_EQ(run({"cubic.graph", "--points", "/dev/urandom"}).code, 2);
  const Outcome zeros =
      run_command({{"/bin/sh", "-c", "(printf 'mg-graph 1\\n# '; cat /dev/zero) | " + command_path("mg-eval")},
                   "",
                   folder_.path()});
  EXPECT_EQ(zeros.code, 2);
  EXPECT_TRUE(zeros.err.starts_with("mg-eval: <stdin>:2:3: error: ")) << zeros.err;
}

TEST_F(MgEval, ReadsPointsOfSpreadsheets) {
  folder_.write("mark.csv",
                "\xef\xbb\xbf"
                "a,b\r\n1,2\r\n");
  folder_.write("space.csv", "a, b ,\t\"%0\"\n 1,\t2 , 3\n");
  folder_.write("quoted.csv", " \"a\" , \"b\"\n\"1\" ,2\n");
  folder_.write("blank.csv", " \na,b\n  \n1,2\n\t\n");
  folder_.write("bad.csv",
                "\xef\xbb\xbf"
                "a,b\n1, x\n");
  const std::string spaced = "mg-graph 1\n%0 = input 1 \" a \"\noutput \" y\" %0\nend 1\n";
  folder_.write("spaced.csv", "\" a \"\n4\n");
  expect({
      {{"cubic.graph", "--points", "mark.csv"}, 0, "point,y,z\n0,10,2\n", ""},
      {{"cubic.graph", "--points", "space.csv"},
       2,
       "",
       "mg-eval: space.csv:1:8: error: \"%0\" is there twice\na, b , \"%0\"\n       ^\n"},
      {{"cubic.graph", "--points", "quoted.csv"}, 0, "point,y,z\n0,10,2\n", ""},
      {{"cubic.graph", "--points", "blank.csv"}, 0, "point,y,z\n0,10,2\n", ""},
      {{"cubic.graph", "--points", "bad.csv"},
       2,
       "",
       "mg-eval: bad.csv:2:4: error: expected a number, found \"x\"; decimals, hexadecimal floats, inf and nan are\n1, "
       "x\n   ^\n"},
      {{"--points", "spaced.csv"}, 0, "point,\" y\"\n0,4\n", "", spaced},
  });
}

TEST_F(MgEval, Points) {
  folder_.write("points.csv", "b,a\n2,-4\r\n\n\"1\",nan\n0x1p1,1");
  folder_.write("unknown.csv", "a,c\n1,2\n");
  folder_.write("twice.csv", "a,%0\n1,2\n");
  folder_.write("short.csv", "a,b\n1,2\n3\n");
  folder_.write("long.csv", "a,b\n1,2,3\n");
  folder_.write("word.csv", "a\n1\ntwo\n");
  folder_.write("quote.csv", "a\n\"1\n");
  folder_.write("empty.csv", "\n");
  folder_.write("outside.csv", "x\n3\n1\n0\n");
  folder_.write("alike.graph", alike);
  expect({
      {{"cubic.graph", "--points", "points.csv"}, 0, "point,y,z\n0,0,-8\n1,nan,nan\n2,10,2\n", ""},
      {{"cubic.graph", "--points", "points.csv", "--grad", "z"},
       0,
       "point,y,z,dz/da,dz/db\n0,0,-8,2,-4\n1,nan,nan,1,nan\n2,10,2,2,1\n",
       ""},
      {{"cubic.graph", "--points", "-", "--set", "a=0"}, 0, "point,y,z\n0,27,0\n", "", "b\n3\n"},
      {{"names.graph", "--points", "-", "--grad"},
       0,
       "point,w=w,dw=w/d%2,\"dw=w/dcomma, \"\"quote\"\"\",\"dw=w/dline\nfeed\",dw=w/d%0,dw=w/d%1\n0,9,0,0,0,1,1\n",
       "",
       "%1\n8\n"},
      {{"alike.graph", "--points", "-", "--grad"},
       0,
       "point,y,dy/dx,dy/dnet/n0/w,dy/db,dy/dn1/w,dy/dcopy/n0/w\n0,7,1,0,0,0,0\n",
       "",
       "x,net/n0/w\n7,1\n"},
      {{"cubic.graph", "--points", "unknown.csv"},
       2,
       "",
       "mg-eval: unknown.csv:1:3: error: no input or parameter is called \"c\" (known: \"a\", \"b\")\na,c\n  ^\n"},
      {{"cubic.graph", "--points", "twice.csv"},
       2,
       "",
       "mg-eval: twice.csv:1:3: error: \"%0\" is there twice\na,%0\n  ^\n"},
      {{"cubic.graph", "--points", "short.csv"},
       2,
       "",
       "mg-eval: short.csv:3:1: error: expected 2 fields, as in the header, found 1\n3\n^\n"},
      {{"cubic.graph", "--points", "long.csv"},
       2,
       "",
       "mg-eval: long.csv:2:5: error: expected 2 fields, as in the header, found 3\n1,2,3\n    ^\n"},
      {{"cubic.graph", "--points", "word.csv"},
       2,
       "",
       "mg-eval: word.csv:3:1: error: expected a number, found \"two\"; decimals, hexadecimal floats, inf and nan "
       "are\ntwo\n^\n"},
      {{"cubic.graph", "--points", "quote.csv"},
       2,
       "",
       "mg-eval: quote.csv:2:1: error: the quote is not closed\n\"1\n^\n"},
      {{"cubic.graph", "--points", "empty.csv"},
       2,
       "",
       "mg-eval: error: empty.csv: there is no header with the names of inputs or parameters\n"},
      {{"guarded.graph", "--points", "outside.csv"},
       0,
       "point,cost\n0,0\n1,nan\n2,nan\n",
       "mg-eval: warning: 2 of 3 points would take another way through the code that was recorded; at point 1, the "
       "guard "
       "on %4, recorded as 1 at \"cost.h:12\" does not hold\n"},
      {{"--points", "-"}, 2, "", "mg-eval: error: the graph and --points cannot both come from standard input\n"},
  });
}

TEST_F(MgEval, PointsOfAnotherDialect) {
  const std::string little(
      "\xff\xfe"
      "a\0\n\0"
      "1\0\n\0",
      10),
      big("\xfe\xff\0a\0\n\0"
          "1\0\n",
          10);
  const std::string utf_16 = "mg-eval: error: <stdin>: this is UTF-16, as spreadsheets save it; CSV is read as UTF-8\n";
  const std::string unknown = "mg-eval: <stdin>:1:1: error: no input or parameter is called ";
  expect({
      {{"cubic.graph", "--points", "-"}, 2, "", utf_16, little},
      {{"cubic.graph", "--points", "-"}, 2, "", utf_16, big},
      {{"cubic.graph", "--points", "-"}, 2, "", utf_16, little.substr(2)},
      {{"cubic.graph", "--points", "-"}, 2, "", utf_16, big.substr(2)},
      {{"cubic.graph", "--points", "-"},
       2,
       "",
       unknown + "\"a;b\" (known: \"a\", \"b\"); commas separate columns here, not semicolons\na;b\n^\n",
       "a;b\n1,5;2\n"},
      {{"cubic.graph", "--points", "-"},
       2,
       "",
       unknown + "\"a\\tb\" (known: \"a\", \"b\"); commas separate columns here, not tabs\na b\n^\n",
       "a\tb\n1\t2\n"},
      {{"cubic.graph", "--points", "-"},
       2,
       "",
       "mg-eval: <stdin>:1:1: error: there is text between the closing quote and the comma; commas separate columns "
       "here, not semicolons\n\"a\";\"b\"\n^\n",
       "\"a\";\"b\"\n1;2\n"},
  });
}

TEST_F(MgEval, EveryColumnHasANameOfItsOwn) {
  folder_.write("equal.graph",
                "mg-graph 1\n%0 = input 1 \"x\"\n%1 = input 2 \"x\"\n%2 = parameter 3 \"%0\"\n%3 = mul %0 %1\n"
                "%4 = mul %3 %2\noutput \"y\" %3\noutput \"y\" %4\noutput \"point\" %4\noutput \"dpoint/d%0\" %0\n"
                "end 5\n");
  const std::string warning =
      "mg-eval: warning: inputs have equal names: \"x\" (%0, %1); give each a name of its own, or call one by its id\n"
      "mg-eval: warning: outputs have equal names: \"y\" (%3, %4); give each a name of its own, or call one by its "
      "id\n";
  expect({
      {{"equal.graph", "--points", "-", "--grad", "%3"},
       0,
       "point,%3,%4,%4,dpoint/d%0,d%3/d%0,d%3/d%1,d%3/d%2\n0,2,8,8,1,2,1,0\n",
       warning,
       "%2\n4\n"},
      {{"equal.graph", "--points", "-", "--grad", "point"},
       0,
       "point,%3,%4,%4,%0,dpoint/d%0,dpoint/d%1,dpoint/d%2\n0,2,8,8,1,8,4,2\n",
       warning,
       "%2\n4\n"},
  });
  EXPECT_NE(run({"equal.graph", "--json", "--grad", "%3"}).out.find("\"grad_of\": \"%3\""), std::string::npos);
}

TEST_F(MgEval, ASettingThatAColumnTakesAwayIsRefused) {
  expect({{{"cubic.graph", "--points", "-", "--set", "%0=1"},
           2,
           "",
           "mg-eval: <stdin>:1:3: error: --set gives \"a\" a value, too\nb,a\n  ^\n",
           "b,a\n1,2\n"}});
}

TEST_F(MgEval, TheNameOfTheOutputSaysTheFormat) {
  const auto written = [&](const std::string& name, std::vector<std::string> more = {}) {
    more.insert(more.end(), {"cubic.graph", "--grad", "-o", name});
    expect({{more, 0, "", ""}});
    return folder_.read(name);
  };
  const std::string table = run({"cubic.graph", "--grad"}).out, csv = run({"cubic.graph", "--grad", "--csv"}).out,
                    json = run({"cubic.graph", "--grad", "--json"}).out,
                    trace = run({"cubic.graph", "--grad", "--trace"}).out;
  EXPECT_EQ(written("a.csv"), csv);
  EXPECT_EQ(written("a.JSON"), json);
  EXPECT_EQ(written("a.txt"), table);
  EXPECT_EQ(written("csv"), table);
  EXPECT_EQ(written("b.csv", {"--json"}), json);
  EXPECT_EQ(written("b.json", {"--csv"}), csv);
  EXPECT_EQ(written("c.csv", {"--trace"}), trace);
  folder_.write("points", "a\n1\n");
  EXPECT_EQ(written("d.csv", {"--points", "points"}), run({"cubic.graph", "--grad", "--points", "points"}).out);
  expect({{{"cubic.graph", "--points", "points", "-o", "d.json"},
           2,
           "",
           "mg-eval: error: -o: --points writes CSV, which should not be called .json\n"},
          {{"cubic.graph", "-o", "--csv"},
           2,
           "",
           "mg-eval: error: --output needs FILE, and --csv is an option\nTry mg-eval --help.\n"}});
}

TEST_F(MgEval, OptionsThatExcludeEachOther) {
  expect({
      {{"cubic.graph", "--csv", "--json"}, 2, "", "mg-eval: error: --csv and --json exclude each other\n"},
      {{"cubic.graph", "--csv", "--trace"}, 2, "", "mg-eval: error: --trace writes text, not --csv or --json\n"},
      {{"cubic.graph", "--json", "--points", "p"}, 2, "", "mg-eval: error: --points writes CSV, not --json\n"},
  });
}

// --- what every command shares ---

TEST_F(MgEval, HelpAndVersion) {
  for (const char* option : {"--help", "-h"}) {
    const Outcome help = run({option, "missing.graph"});
    EXPECT_EQ(help.code, 0);
    EXPECT_EQ(help.err, "");
    EXPECT_NE(help.out.find("\nUsage: mg-eval [OPTION]... [FILE]\n"), std::string::npos);
    EXPECT_NE(help.out.find("\nExample:\n  mg-eval loss.graph --set a=1.5 --grad\n"), std::string::npos);
    for (const char* name : {"--set", "--grad", "--csv", "--json", "--points", "--trace", "-o,", "-h,", "--version"}) {
      EXPECT_NE(help.out.find("\n  " + std::string(name)), std::string::npos) << name;
    }
  }
  expect({{{"--version"}, 0, "mg-eval 0.5.0\n", ""}});
}

TEST_F(MgEval, CommandLinesThatAreWrong) {
  expect({
      {{"--gradient"}, 2, "", "mg-eval: error: unknown option --gradient" + hint},
      {{"--cvs"}, 2, "", "mg-eval: error: unknown option --cvs (did you mean --csv?)" + hint},
      {{"--gra"}, 2, "", "mg-eval: error: unknown option --gra (did you mean --grad?)" + hint},
      {{"-x"}, 2, "", "mg-eval: error: unknown option -x" + hint},
      {{"--csv=yes"}, 2, "", "mg-eval: error: --csv takes no argument" + hint},
      {{"--set"}, 2, "", "mg-eval: error: --set needs an argument" + hint},
      {{"-o"}, 2, "", "mg-eval: error: --output needs an argument" + hint},
      {{"a.graph", "b.graph"},
       2,
       "",
       "mg-eval: error: there is one input at most, but both \"a.graph\" and \"b.graph\" are given" + hint},
  });
}

// --- in floats ---

/// y = (x + 1) - x and z = x / 3, where x is 2^24.
constexpr const char* large = R"(mg-graph 1
%0 = input 16777216 "x"
%1 = constant 1
%2 = add %0 %1
%3 = sub %2 %0
%4 = constant 3
%5 = div %0 %4
output "y" %3
output "z" %5
end 6
)";

TEST_F(MgEval, InFloatsEveryOperationIsRounded) {
  folder_.write("large.graph", large);
  folder_.write("points.csv", "x\n0.1\n-0\n");
  expect({
      {{"large.graph", "--scalar", "double", "--csv", "--grad", "z"},
       0,
       "kind,id,name,value,grad\n"
       "input,0,x,16777216,0.3333333333333333\n"
       "output,3,y,1,0\n"
       "output,5,z,5592405.333333333,1\n",
       ""},
      {{"large.graph", "--scalar", "float", "--csv", "--grad", "z"},
       0,
       "kind,id,name,value,grad\n"
       "input,0,x,16777216,0.33333334\n"
       "output,3,y,0,0\n"
       "output,5,z,5592405.5,1\n",
       ""},
      {{"large.graph", "--scalar=float", "--set", "x=0.1", "--grad"},
       0,
       "kind    id  name        value  grad\n"
       "input   %0  x             0.1     0\n"
       "output  %3  y               1     1\n"
       "output  %5  z     0.033333335     0\n",
       ""},
      {{"large.graph", "--scalar=float", "--set", "x=inf", "--json"},
       0,
       "{\n  \"nodes\": [\n"
       "    {\"kind\": \"input\", \"id\": 0, \"name\": \"x\", \"value\": \"inf\"},\n"
       "    {\"kind\": \"output\", \"id\": 3, \"name\": \"y\", \"value\": \"nan\"},\n"
       "    {\"kind\": \"output\", \"id\": 5, \"name\": \"z\", \"value\": \"inf\"}\n  ]\n}\n",
       ""},
      {{"large.graph", "--scalar=float", "--points", "points.csv", "--grad", "z"},
       0,
       "point,y,z,dz/dx\n"
       "0,1,0.033333335,0.33333334\n"
       "1,1,-0,0.33333334\n",
       ""},
      {{"large.graph", "--scalar", "half"},
       2,
       "",
       "mg-eval: error: --scalar takes one of double, float, not \"half\"" + hint},
  });
}

TEST_F(MgEval, InFloatsGuardsCompareFloats) {
  folder_.write("near.graph",
                "mg-graph 1\n%0 = input 0.1 \"a\"\n%1 = input 0.10000000000000002 \"b\"\n%2 = lt %0 %1\n"
                "guard %2 1 \"cost.h:1\"\noutput \"y\" %0\nend 3\n");
  EXPECT_EQ(run({"near.graph"}).err, "");
  EXPECT_EQ(run({"near.graph", "--scalar=float"}).err,
            "mg-eval: warning: the guard on %2, recorded as 1 at \"cost.h:1\" does not hold here: the code that was "
            "recorded would go another way at this point\n");
}

/// Numbers that floats do not hold, each in another place.
constexpr const char* out_of_range = R"(mg-graph 1
%0 = input -1e+40 "x"
scope "net" {
  %1 = parameter 1e-46 "w"
}
%2 = constant 1e+300
%3 = mul %0 %1
%4 = pow %3 1e-60
%5 = add %4 %2
output "y" %5
end 6
)";

TEST_F(MgEval, SaysWhatFloatsDoNotHold) {
  folder_.write("out.graph", out_of_range);
  folder_.write("points.csv", "x,net/w\n1,2\n1e39,2\n1,-1e-50\n");
  const auto warning = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"out.graph", "--csv", "--scalar=float"});
    return run(arguments).err;
  };
  const std::string start = "mg-eval: warning: ";
  EXPECT_EQ(run({"out.graph"}).err, "");
  EXPECT_EQ(warning({}), start + "the input %0 \"x\", -1e+40, is -inf as a float; so with 3 more numbers\n");
  EXPECT_EQ(warning({"--set", "x=3.4e38"}),
            start + "the parameter %1 \"w\" in net, 1e-46, is 0 as a float; so with 2 more numbers\n");
  // The least denormal float is held, and so are infinities.
  EXPECT_EQ(warning({"--set", "x=-inf", "--set", "w=1e-45"}),
            start + "the constant %2, 1e+300, is inf as a float; so with 1 more number\n");
  const Outcome points = run({"out.graph", "--scalar=float", "--points", "points.csv"});
  EXPECT_EQ(points.out, "point,y\n0,inf\n1,inf\n2,inf\n");
  EXPECT_EQ(points.err, start + "the constant %2, 1e+300, is inf as a float; so with 1 more number\n" + start +
                            "the input %0 \"x\" at point 1, 1e+39, is inf as a float; so with 1 more number\n");
  EXPECT_EQ(run({"out.graph", "--points", "points.csv"}).err, "");
  folder_.write("slope.graph", "mg-graph 1\n%0 = input 2 \"x\"\n%1 = relu %0 1e-60 \"r\"\noutput \"y\" %1\nend 2\n");
  EXPECT_EQ(run({"slope.graph", "--scalar=float"}).err,
            start + "the number of the relu %1 \"r\", 1e-60, is 0 as a float\n");
}

TEST_F(MgEval, TracesWhatIsNotFiniteInFloats) {
  folder_.write("product.graph",
                "mg-graph 1\n%0 = input 1e+30 \"x\"\n%1 = mul %0 %0\n%2 = constant 1e-40\n%3 = mul %1 %2\n"
                "output \"y\" %3\nend 4\n");
  expect({
      {{"product.graph", "--trace", "--grad"}, 0, "all 4 values are finite\nall gradients of \"y\" are finite\n", ""},
      {{"product.graph", "--trace", "--grad", "--scalar=float"},
       0,
       "first value that is not finite: %1 = mul %0 %0 is inf\n"
       "  %0 = input \"x\" is 1e+30\n  %0 = input \"x\" is 1e+30\n"
       "first gradient of \"y\" that is not finite comes from %3 = mul %1 %2, which is inf and has 1\n"
       "  hands inf to %2 = constant, which is 1e-40\n",
       ""},
  });
}

TEST_F(MgEval, InputsThatAreWrong) {
  expect({
      {{"missing.graph"}, 2, "", "mg-eval: error: missing.graph: cannot read: No such file or directory\n"},
      {{"."}, 2, "", "mg-eval: error: .: cannot read: Is a directory\n"},
      {{"bad.graph"},
       2,
       "",
       "mg-eval: bad.graph:3:6: error: unknown op \"mull\" (did you mean \"mul\"?)\n%1 = mull %0 %0\n     ^\n"},
      {{}, 2, "", "mg-eval: <stdin>:1:1: error: the file is empty; a graph begins with the line \"mg-graph 1\"\n\n^\n"},
      {{"-"},
       2,
       "",
       "mg-eval: <stdin>:1:1: error: not a graph: the first line has to be \"mg-graph 1\"\nx\n^\n",
       "x\n"},
  });
}

TEST_F(MgEval, StandardInput) {
  const std::string table = run({"cubic.graph"}).out;
  expect({{{}, 0, table, "", cubic}, {{"-"}, 0, table, "", cubic}, {{"--", "cubic.graph"}, 0, table, ""}});
}

TEST_F(MgEval, OutputFiles) {
  const std::string table = run({"cubic.graph"}).out;
  const auto files = folder_.files();
  expect({{{"cubic.graph", "-o", "-"}, 0, table, ""}, {{"cubic.graph", "-o", "names.graph"}, 0, "", ""}});
  EXPECT_EQ(folder_.read("names.graph"), table);
  EXPECT_EQ(folder_.files(), files);
  expect({{{"bad.graph", "-o", "new"}, 2, "", run({"bad.graph"}).err},
          {{"guarded.graph", "-o", "missing/new"},
           3,
           "",
           "mg-eval: error: missing/new: cannot write: No such file or directory\n"},
          {{"guarded.graph", "-o", "."}, 3, "", "mg-eval: error: .: cannot write: Is a directory\n"},
          {{"guarded.graph", "--output=/dev/full"},
           3,
           "",
           "mg-eval: error: /dev/full: cannot write: No space left on device\n"}});
  EXPECT_EQ(folder_.files(), files) << "nothing is left behind";
}

TEST_F(MgEval, StandardOutputByNameIsWrittenToEvenIfItIsAFile) {
  const std::string command = command_path("mg-eval") + " cubic.graph -o /dev/stdout";
  const Outcome outcome =
      run_command({{"/bin/sh", "-c", "(echo a; " + command + "; echo b) > both"}, "", folder_.path()});
  EXPECT_EQ(outcome.code, 0);
  EXPECT_EQ(folder_.read("both"), "a\n" + run({"cubic.graph"}).out + "b\n");
}

TEST_F(MgEval, AFileSizeLimitIsAnError) {
  std::string points = "a\n";
  for (int i = 0; i < 1000; ++i) points += "1\n";
  folder_.write("points.csv", points);
  const auto files = folder_.files();
  const std::string command = command_path("mg-eval") + " cubic.graph --points points.csv -o new";
  const Outcome outcome = run_command({{"/bin/sh", "-c", "ulimit -f 1; " + command}, "", folder_.path()});
  EXPECT_EQ(outcome.code, 3);
  EXPECT_EQ(outcome.err, "mg-eval: error: new: cannot write: File too large\n");
  EXPECT_EQ(folder_.files(), files);
}

TEST_F(MgEval, OutputsThatFail) {
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"cubic.graph"}, {"--help"}, {"--version"}, {"cubic.graph", "--csv", "--grad"}}) {
    const Outcome full = run(arguments, {}, Invocation::FullDisk);
    EXPECT_EQ(full.code, 3);
    EXPECT_EQ(full.err, "mg-eval: error: standard output: cannot write: No space left on device\n");
    const Outcome closed = run(arguments, {}, Invocation::ClosedPipe);
    EXPECT_EQ(closed.code, 3);
    EXPECT_EQ(closed.err, "mg-eval: error: standard output: cannot write: Broken pipe\n");
  }
}

}  // namespace
}  // namespace mg::test
