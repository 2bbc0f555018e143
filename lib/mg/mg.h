#pragma once

// All that a program needs to record, train, evaluate, differentiate, write, draw and generate. Not included are what
// is optional: mg/core/eigen.h and mg/core/std_math.h.

#include "mg/base/error.h"
#include "mg/core/complex.h"
#include "mg/core/cxx20.h"
#include "mg/core/graph.h"
#include "mg/draw/draw.h"
#include "mg/emit/header.h"
#include "mg/exec/machine.h"
#include "mg/exec/replay.h"
#include "mg/nn/adam.h"
#include "mg/nn/loss.h"
#include "mg/nn/mlp.h"
#include "mg/nn/sgd.h"
#include "mg/passes/cse.h"
#include "mg/passes/fold.h"
#include "mg/passes/gradient.h"
#include "mg/passes/pipeline.h"
#include "mg/passes/prune.h"
#include "mg/passes/simplify.h"
#include "mg/reroll/programs.h"
#include "mg/text/reader.h"
#include "mg/text/writer.h"
