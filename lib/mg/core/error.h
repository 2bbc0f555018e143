#pragma once

#include "mg/base/error.h"
